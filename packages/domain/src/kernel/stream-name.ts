declare const brand: unique symbol

/** `<category>-<id>`: the name of a stream, as EventStoreDB reads categories. */
export type StreamName = string & { readonly [brand]: 'StreamName' }

/** The name of one stream of a category. @throws RangeError for an empty id or a category with a hyphen. */
export const streamName = (category: string, id: string): StreamName => {
  if (category === '' || category.includes('-') || id === '') throw new RangeError(`not a stream: ${category}-${id}`)
  return `${category}-${id}` as StreamName
}

/** The two parts of a stream's name, or nothing for a name that this library did not make. */
export const parseStreamName = (name: string): { readonly category: string; readonly id: string } | undefined => {
  const hyphen = name.indexOf('-')
  return hyphen < 1 || hyphen === name.length - 1
    ? undefined
    : { category: name.slice(0, hyphen), id: name.slice(hyphen + 1) }
}
