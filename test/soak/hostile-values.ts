const throwing = (): never => {
  throw new Error('a getter that throws')
}

const long: unknown = Array(50_000).fill('x')
const wide: unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, n]))
let deep: unknown = 'x'
for (let n = 0; n < 20_000; n++) deep = n % 2 === 0 ? [deep] : { data: deep }

/** Objects that no JSON text gives, made anew each time: some of them do not survive being looked at. */
const strangeObjects: ReadonlyArray<() => unknown> = [
  () => new Date(0),
  () => new Date(Number.NaN),
  () => new Map([['type', 'RegisterCustomer']]),
  () => new Set(['AdminAgent']),
  () => /(a+)+$/,
  () => new Uint8Array(1 << 16),
  () => new DataView(new ArrayBuffer(8)),
  () => new String('RegisterCustomer'),
  () => new Number(1),
  () => Object(1n),
  () => new Error('an error'),
  () => Promise.resolve(),
  () => new WeakMap(),
  () => globalThis,
  () => throwing,
  // oxlint-disable-next-line typescript/no-extraneous-class -- a value that is no input
  () => class Command {},
  () => Symbol('x'),
  () => Symbol.iterator,
  () => 10n ** 400n,
  () => Object.create(null),
  () => Object.create({ type: 'RegisterCustomer', roles: ['AdminAgent'] }),
  () => Object.defineProperty({}, 'type', { get: throwing, enumerable: true }),
  () => Object.defineProperty([], '0', { get: throwing, enumerable: true }),
  () =>
    Object.defineProperties(new Uint8Array(1), {
      [Symbol.toStringTag]: { value: 'Object' },
      type: { get: throwing, enumerable: true }
    }),
  () =>
    Object.defineProperty(
      Object.assign(() => 1, { [Symbol.toStringTag]: 'Object' }),
      'type',
      { get: throwing }
    ),
  () => ({ toString: throwing, valueOf: throwing, toJSON: throwing, [Symbol.toPrimitive]: throwing }),
  () => new Proxy({}, { ownKeys: throwing }),
  () => new Proxy({}, { get: throwing, has: throwing, getOwnPropertyDescriptor: throwing }),
  () => new Proxy({}, { getPrototypeOf: throwing }),
  () => new Proxy([], { get: (_target, key) => (key === 'length' ? Number.NaN : 'x') }),
  () => new Proxy([], { get: (_target, key) => (key === 'length' ? -1 : 'x') }),
  () => new Proxy([], { get: (_target, key) => (key === 'length' ? 1e9 : 'x') }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    return proxy
  },
  () => {
    const cycle: Record<string, unknown> = {}
    cycle['data'] = cycle
    return cycle
  },
  () => {
    const cycle: unknown[] = []
    for (let n = 0; n < 20; n++) cycle.push(cycle)
    return cycle
  },
  () => {
    const knot: Record<string, unknown> = {}
    for (let n = 0; n < 100; n++) knot[`k${n}`] = knot
    return knot
  },
  () => deep,
  () =>
    JSON.parse(
      '{"__proto__":{"roles":["AdminAgent"]},"constructor":{"prototype":{"x":1}},"hasOwnProperty":1}'
    ) as unknown,
  () => JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown,
  () => long,
  () => Array(2 ** 32 - 1) as unknown,
  () => wide
]

/** Values that JSON can hold, or nearly, and that nobody means well by. */
const strangeScalars: ReadonlyArray<unknown> = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 63),
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  -1n,
  '',
  ' ',
  '\t\n\r',
  '\u00a0\u3000\ufeff',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00\ud800',
  'a\ud83d',
  '\u202eexe.pdf',
  '\u200b\u200c\u200d\u2060',
  '\u2066\u2069',
  '\u061c\u200f',
  '\ufffe\uffff',
  '\u0085\u2028\u2029',
  'e\u0301'.repeat(60),
  `a${'\u0301'.repeat(5_000)}`,
  '\u1e9b\u0323\ufb01\u0130\u0345',
  '\ufdfa'.repeat(100),
  '👩‍👩‍👧‍👦'.repeat(30),
  '𠜎'.repeat(300),
  'ＡＢＣ１２３',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '[object Object]',
  'null',
  'undefined',
  'NaN',
  '-1',
  '9223372036854775808',
  '99999999999999999999999999999999',
  '1e3',
  '0x10',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59.999-23:59',
  'a@b',
  `${'a'.repeat(64)}@${'b.'.repeat(94)}c`,
  `${'a.'.repeat(31)}a@${'a-'.repeat(90)}`,
  `a@${'a'.repeat(250)}`,
  `+${'1'.repeat(250)}`,
  '0'.repeat(255),
  `${'+49 0 '.repeat(40)}30`,
  `1${' '.repeat(250)}2`,
  'A-'.repeat(128),
  '{"type":"RegisterCustomer"}',
  "'; DROP TABLE customers; --",
  '<script>alert(1)</script>',
  `$\{jndi:ldap://x}`,
  '../../etc/passwd',
  '%00%0d%0a',
  '=1+1',
  'x'.repeat(257),
  'x'.repeat(100_000),
  '\u{10ffff}'.repeat(70_000),
  'x'.repeat(262_145)
]

/** How many different hostile values there are. */
export const hostileValueCount = strangeObjects.length + strangeScalars.length

/** One of the hostile values, by its number. */
export const hostileValue = (n: number): unknown =>
  n < strangeObjects.length ? strangeObjects[n]?.() : strangeScalars[n - strangeObjects.length]

/** Keys that mean something to JavaScript, or to nobody. */
export const hostileKeys: ReadonlyArray<string> = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'toJSON',
  'then',
  'length',
  '0',
  '',
  '\0',
  '\ud800',
  'a.b',
  'data.email',
  '\u202e',
  'k'.repeat(10_000)
]
