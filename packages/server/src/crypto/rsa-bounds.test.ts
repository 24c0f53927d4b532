import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isWithinRsaBounds } from './rsa-bounds.ts';

function rsaKey(modulusBytes: number, exponent: Buffer): ReturnType<typeof createPublicKey> {
  const modulus = randomBytes(modulusBytes);
  modulus[0] = 0x80;
  modulus[modulusBytes - 1] = 1;
  return createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') },
    format: 'jwk',
  });
}

const USUAL = Buffer.from([1, 0, 1]);

test('RFC 7518 §3.3: a key of 2048 to 4096 bits is taken, and keys of other kinds are', () => {
  for (const bytes of [256, 384, 512]) expect(isWithinRsaBounds(rsaKey(bytes, USUAL)), String(bytes)).toBe(true);
  expect(isWithinRsaBounds(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe(true);
  expect(isWithinRsaBounds(generateKeyPairSync('ed25519').publicKey)).toBe(true);
});

test('RFC 7518 §3.3: a smaller one is weak, and a larger one costs who verifies', () => {
  for (const bytes of [128, 255, 513, 1024]) expect(isWithinRsaBounds(rsaKey(bytes, USUAL)), String(bytes)).toBe(false);
});

test('security §1: an exponent as wide as the modulus, which makes verifying 200 times dearer, is refused', () => {
  const wide = randomBytes(256);
  wide[0] = 0x7f;
  wide[255] = 1;
  expect(isWithinRsaBounds(rsaKey(256, wide))).toBe(false);
  expect(isWithinRsaBounds(rsaKey(256, Buffer.from([1, 0, 0, 0, 1])))).toBe(false);
});
