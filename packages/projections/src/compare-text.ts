/** By code point, which is how UTF-8 bytes compare; JavaScript's own `<` compares UTF-16 units and disagrees beyond U+FFFF. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left === right) continue
    const surrogates = (left & 0xf800) === 0xd800 || (right & 0xf800) === 0xd800
    return surrogates ? (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0) : left - right
  }
  return a.length - b.length
}
