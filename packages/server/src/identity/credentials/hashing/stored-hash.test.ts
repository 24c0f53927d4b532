import { expect, test } from 'vitest';
import { isImportableHash, normalizeImportedHash, parseStoredHash } from './stored-hash.ts';

const BCRYPT = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i';
const TAIL = '$yrX6xD0EkUlfLUAwQWco7g$gogxmlVFGgTxgRDZ0bF3spfUd57tjTAs+FWwU5GXnzQ';
const ARGON2 = `$argon2id$v=19$m=19456,t=2,p=1${TAIL}`;

test.each([BCRYPT, BCRYPT.replace('$2a', '$2b'), BCRYPT.replace('$2a', '$2y'), ARGON2])(
  'an argon2 or bcrypt hash is taken over as it is, and unwrapped from base64: %s',
  (hash) => {
    expect(normalizeImportedHash(hash)).toBe(hash);
    expect(normalizeImportedHash(` ${hash}\n`)).toBe(hash);
    expect(normalizeImportedHash(Buffer.from(hash).toString('base64'))).toBe(hash);
    expect(normalizeImportedHash(Buffer.from(hash).toString('base64url'))).toBe(hash);
  },
);

test.each([
  '',
  'secret',
  '5f4dcc3b5aa765d61d8327deb882cf99',
  '$1$abcdefgh$irWbblnpmw.5z7wgBnprh0',
  BCRYPT.slice(0, -1),
  `${BCRYPT}x`,
  BCRYPT.replace('$2a', '$2x'),
  ARGON2.slice(0, 40),
  `${ARGON2}$more`,
  Buffer.from('secret').toString('base64'),
  Buffer.from(Buffer.from(BCRYPT).toString('base64')).toString('base64'),
  `${ARGON2}\0`,
  'A'.repeat(100_000),
])('anything else is not taken over: %.60s', (text) => {
  expect(isImportableHash(text)).toBe(false);
});

test.each([
  BCRYPT.replace('$06$', '$16$'),
  BCRYPT.replace('$06$', '$31$'),
  BCRYPT.replace('$06$', '$03$'),
  `$argon2id$v=19$m=131073,t=2,p=1${TAIL}`,
  `$argon2id$v=19$m=19456,t=11,p=1${TAIL}`,
  `$argon2id$v=19$m=19456,t=2,p=9${TAIL}`,
  `$argon2id$v=19$m=4294967295,t=4294967295,p=1${TAIL}`,
])('a hash that would cost too much to verify is not taken over: %s', (hash) => {
  expect(isImportableHash(hash)).toBe(false);
});

test("the parameters of an argon2 hash are read, and whether it is of today's kind", () => {
  expect(parseStoredHash(ARGON2)).toMatchObject({
    kind: 'argon2',
    parameters: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    current: true,
  });
  expect(parseStoredHash(ARGON2.replace('argon2id', 'argon2i'))).toMatchObject({ current: false });
});
