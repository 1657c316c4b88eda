import fc from 'fast-check';

/** JSON values that have broken servers: wrong types, huge numbers, odd text, depth, names of the prototype chain. */
const oddTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\ufeff{}',
  '\u202e\u2066 منعطف 漢字 🧨',
  '__proto__',
  'constructor',
  "'; DROP TABLE tasks; --",
  '{{7*7}}<script>alert(1)</script>',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:127.0.0.1]:1/',
  'https://user:pass@example.com:99999/',
  'data:image/png;base64,',
  'data:;base64,AAAA',
  'data:image/svg+xml,<svg onload="alert(1)"/>',
  'gopher://x/_',
  'NaN',
  '1e999',
  '-0',
  '0x10',
  'null',
  '3f0c9a52-7d41-4e8b-9c56-1a2b3c4d5e6f',
];
const oddNumbers = [0, -0, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 1e21];

const oddText = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.integer({ min: 1, max: 40_000 }).map((length) => 'x'.repeat(length)),
  fc.base64String({ maxLength: 400 }),
);
const deep = fc.integer({ min: 1, max: 60 }).map((depth) => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
});
const many = fc.integer({ min: 1, max: 3_000 }).map((length) => Array.from({ length }, (_, n) => n % 7));
const polluted = fc.constantFrom<unknown>(
  { PROTO: { isAdmin: true, steps: 1 } },
  { constructor: { prototype: { steps: 1 } } },
  { toString: 1, valueOf: 'x', toJSON: 'x', hasOwnProperty: null, length: -1 },
  [{ PROTO: [] }],
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: oddText },
  { weight: 2, arbitrary: fc.oneof(fc.constantFrom(...oddNumbers), fc.double(), fc.maxSafeInteger()) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], ['']) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: many },
  { weight: 1, arbitrary: polluted },
);

/** JSON text in which a member really is called `__proto__`. */
export const bodyText = (value: unknown): string => JSON.stringify(value).replaceAll('"PROTO":', '"__proto__":');
