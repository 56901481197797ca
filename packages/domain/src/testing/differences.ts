import { isErased } from '../kernel/personal-data.js'

const show = (value: unknown): string => {
  if (isErased(value)) return 'Erased'
  return typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value, plain) ?? String(value))
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isErased(value)

const isSameLeaf = (actual: unknown, expected: unknown): boolean =>
  Object.is(actual, expected) || (isErased(actual) && isErased(expected))

/** Where two values differ, one line for each leaf: its dotted path, what was expected and what is there. */
export const differences = (actual: unknown, expected: unknown, path = ''): ReadonlyArray<string> => {
  if (isNode(actual) && isNode(expected) && Array.isArray(actual) === Array.isArray(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...keys].flatMap((key) => differences(actual[key], expected[key], path === '' ? key : `${path}.${key}`))
  }
  return isSameLeaf(actual, expected)
    ? []
    : [`${path === '' ? 'all' : path}: expected ${show(expected)}, got ${show(actual)}`]
}
