import { hash as bcryptHash } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { HashingBusy } from './hashing/bounded-queue.ts';
import { createPasswordHasher, DEFAULT_ARGON2_PARAMETERS, type PasswordHasher } from './password-hasher.ts';

const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const hasher: PasswordHasher = createPasswordHasher({ parallelism: 2, queueLimit: 100, parameters: CHEAP });

test('passwords are hashed with argon2id at 19 MiB, two passes, one lane, unless set otherwise', async () => {
  const encoded = await createPasswordHasher({ parallelism: 1, queueLimit: 1 }).hash('correct horse');
  expect(encoded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(DEFAULT_ARGON2_PARAMETERS).toEqual({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
});

test('the right password matches and another does not; two hashes of one password differ', async () => {
  const encoded = await hasher.hash('correct horse');
  expect(await hasher.verify(encoded, 'correct horse')).toEqual({ matches: true, outdated: false });
  expect(await hasher.verify(encoded, 'correct horsf')).toEqual({ matches: false, outdated: false });
  expect(await hasher.hash('correct horse')).not.toBe(encoded);
});

test('passwords are compared after NFKC', async () => {
  const encoded = await hasher.hash('ｐａｓｓ\u0065\u0301');
  expect(await hasher.verify(encoded, 'pass\u00e9')).toMatchObject({ matches: true });
});

test('passwords are compared whole, up to the last byte', async () => {
  const long = 'x'.repeat(1023);
  const encoded = await hasher.hash(`${long}a`);
  expect(await hasher.verify(encoded, `${long}a`)).toMatchObject({ matches: true });
  expect(await hasher.verify(encoded, `${long}b`)).toMatchObject({ matches: false });
});

test('a hash made with other parameters matches and is outdated', async () => {
  const encoded = await hasher.hash('correct horse');
  const dearer = createPasswordHasher({ parallelism: 1, queueLimit: 1, parameters: { ...CHEAP, timeCost: 2 } });
  expect(await dearer.verify(encoded, 'correct horse')).toEqual({ matches: true, outdated: true });
  expect(await dearer.verify(encoded, 'wrong')).toEqual({ matches: false, outdated: false });
});

test.each(['$2a', '$2b', '$2y'])('an imported %s hash matches and is outdated', async (prefix) => {
  const encoded = prefix + (await bcryptHash('correct horse', 4)).slice(3);
  expect(await hasher.verify(encoded, 'correct horse')).toEqual({ matches: true, outdated: true });
  expect(await hasher.verify(encoded, 'wrong horse')).toEqual({ matches: false, outdated: false });
});

test('an imported hash of a password as it was typed, before NFKC, matches', async () => {
  expect(await hasher.verify(await bcryptHash('ｆｕｌｌ　ｗｉｄｔｈ', 4), 'ｆｕｌｌ　ｗｉｄｔｈ')).toMatchObject({
    matches: true,
  });
});

test('a bcrypt hash matches no password of which bcrypt would read the beginning only', async () => {
  const encoded = await bcryptHash('x'.repeat(72), 4);
  expect(await hasher.verify(encoded, 'x'.repeat(72))).toMatchObject({ matches: true });
  expect(await hasher.verify(encoded, 'x'.repeat(73))).toMatchObject({ matches: false });
});

test('a bcrypt hash matches no password with NUL, which would stand for a repetition', async () => {
  const encoded = await bcryptHash('a', 4);
  for (const password of ['a\0a', 'a\0', 'a\0b'])
    expect(await hasher.verify(encoded, password)).toMatchObject({ matches: false });
});

test.each(['', 'secret', '$argon2id$v=19$m=19456,t=2,p=1$broken', `$2b$31$${'a'.repeat(53)}`])(
  'a stored hash that cannot be read, or costs too much, matches nothing and does not throw: %s',
  async (encoded) => {
    expect(await hasher.verify(encoded, encoded)).toEqual({ matches: false, outdated: false });
  },
);

test('the dummy verification never matches', async () => {
  expect(await hasher.verifyDummy('')).toEqual({ matches: false, outdated: false });
});

test('hashing, verification and dummies share one queue, and what is beyond it is refused as busy', async () => {
  const small = createPasswordHasher({ parallelism: 1, queueLimit: 1, parameters: CHEAP });
  const accepted = [small.hash('a'), small.verifyDummy('b')];
  expect(small.pending).toBe(2);
  await expect(small.hash('c')).rejects.toThrow(HashingBusy);
  await expect(small.verify('', 'd')).rejects.toThrow(HashingBusy);
  await expect(small.verifyDummy('e')).rejects.toThrow(HashingBusy);
  await Promise.all(accepted);
  expect(small.pending).toBe(0);
});
