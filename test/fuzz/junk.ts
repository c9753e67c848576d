import fc from 'fast-check';
import { sessionArnOf } from '../../local/cloud/url-event.ts';

/** What people paste into the wrong field. None of it may be found in a log. */
export const SECRETS = [
  'AKIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2MifQ.c2lnbmF0dXJl',
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261118/us-east-1/lambda/aws4_request',
  'Basic bm9jOmh1bnRlcjItaHVudGVyMg==',
  'hunter2',
  '-----BEGIN PRIVATE KEY-----',
] as const;

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

/** Too large to be printed with a failure: they go by their names. */
export const GIANTS = {
  'a long text': 'y'.repeat(5_000),
  'a huge text': 'x'.repeat(300_000),
  'a huge list': Array.from({ length: 20_000 }, () => 0),
  'a long list of what is not wanted': Array.from({ length: 4_000 }, () => ({})),
  'an object of many fields': Object.fromEntries(
    Array.from({ length: 3_000 }, (_, at) => [`field${at}`, at]),
  ),
  'an object of too many fields': Object.fromEntries(
    Array.from({ length: 20_000 }, (_, at) => [`field${at}`, at]),
  ),
  'deep nesting': nested(2_000),
  'nesting too deep to be walked': nested(100_000),
} as const;
type Giant = keyof typeof GIANTS;

export type Junk = { readonly giant: Giant } | { readonly value: unknown };

const HOSTILE: readonly unknown[] = [
  ...[null, undefined, true, false],
  ...[0, -0, -1, 0.5, 1e308, -1e308, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
  // Of a card: it is some people's way to put a reason.
  4_111_111_111_111_111,
  ...['', ' ', '\u0000', 'a\nb', '\u001b[31m', '\ud800', '\u202eabc', '1e3', '0x10', '{"a":'],
  ...['../../etc/passwd', `\${jndi:ldap://x}`, '%00', '__proto__', 'i-0', '+275760-09-13'],
  ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2999-01-01T00:00:00.000+0000'],
  ...[[], {}, [[]], [null], [{}], { toString: 1, valueOf: 1 }, { toJSON: 'x' }],
  JSON.parse('{"then": 1}'),
  JSON.parse('{"__proto__": {"isAdmin": true}}'),
  { constructor: { prototype: { isAdmin: true } } },
  ...SECRETS,
  ...SECRETS.map((secret) => ({ headers: { authorization: secret } })),
];

/** What is right in its form, and wrong here. */
const PLAUSIBLE: readonly unknown[] = [
  ...['other', 'sbc-2', 'sbc-9', 'cancel', 'retire', 'kamailio', 'PUT', 'GET', 'POST'],
  ...[sessionArnOf('role/sbc-2'), sessionArnOf('role/sbc-1', '210987654321')],
  ...[6, 9, 169, 1_441, 10_081, 1_000_001, 9_999_999_999],
  ...['i-0fffffffffffffff0', '2027-01-01T00:00:00Z', '1999-12-31T23:59:59Z', true, false],
  { fleet: 'other' },
];

export const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

export const junk: fc.Arbitrary<Junk> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PLAUSIBLE).map((value) => ({ value })) },
  { weight: 5, arbitrary: fc.constantFrom(...HOSTILE).map((value) => ({ value })) },
  { weight: 2, arbitrary: anything.map((value) => ({ value })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...(Object.keys(GIANTS) as Giant[])).map((giant) => ({ giant })),
  },
);

/** For the name of a field. */
export const fieldName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''),
  fc.constantFrom('fleet', 'slot', 'actor', 'reason', 'requestContext', 'headers', 'body'),
  fc.constantFrom(...SECRETS),
  fc.string(),
);

export function junkValue(one: Junk): unknown {
  return 'giant' in one ? GIANTS[one.giant] : one.value;
}
