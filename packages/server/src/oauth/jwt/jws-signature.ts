import { constants, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import type { ClientSigningAlgorithm } from '../client/metadata/client-metadata.ts';

interface Verification {
  readonly hash: 'sha256' | null;
  readonly options: Omit<VerifyKeyObjectInput, 'key'>;
}

// A table, not a branch: what is not listed, `none` and the shared secrets of HS256 above all, does not exist here.
const VERIFICATIONS: Readonly<Record<ClientSigningAlgorithm, Verification>> = {
  RS256: { hash: 'sha256', options: {} },
  // RFC 7518 §3.5: the salt is as long as the digest.
  PS256: {
    hash: 'sha256',
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  },
  // RFC 7518 §3.4: r and s side by side, not DER.
  ES256: { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  EdDSA: { hash: null, options: {} },
};

/** Whether the `alg` of a header is one of those that clients may sign with (RFC 8725 §3.1). */
export function isClientSigningAlgorithm(alg: unknown): alg is ClientSigningAlgorithm {
  return typeof alg === 'string' && Object.hasOwn(VERIFICATIONS, alg);
}

/** Whether a JWS was signed by the holder of a key, which must be of the kind that the algorithm needs (RFC 7515 §5.2). */
export function isSignedBy(
  jws: { readonly signingInput: Buffer; readonly signature: Buffer },
  algorithm: ClientSigningAlgorithm,
  key: KeyObject,
): boolean {
  const { hash, options } = VERIFICATIONS[algorithm];
  return verify(hash, jws.signingInput, { ...options, key }, jws.signature);
}
