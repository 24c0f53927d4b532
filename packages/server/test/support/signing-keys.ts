import { type GenerateKey, generateSigningKey } from '../../src/signing-keys/generate-signing-key.ts';

let rsa: ReturnType<GenerateKey> | undefined;

/** Makes keys as the server does, but all RSA keys of a test file are one: they are what takes long, and seldom what is tested. */
export const quickKeys: GenerateKey = (algorithm) => {
  if (algorithm !== 'RS256') return generateSigningKey(algorithm);
  rsa ??= generateSigningKey(algorithm);
  return rsa;
};
