import { createPublicKey, type KeyObject } from 'node:crypto';
import type { ClientMetadata, ClientSigningAlgorithm, PublicJwk } from './client-metadata.ts';

// RFC 7518 §3.1, RFC 8037 §3.1: the kind of key that each algorithm needs.
const KINDS: Readonly<Record<ClientSigningAlgorithm, { readonly kty: string; readonly crv?: string }>> = {
  RS256: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};

/** Every algorithm that a client may sign with. */
export const CLIENT_SIGNING_ALGORITHMS: readonly ClientSigningAlgorithm[] = Object.keys(KINDS) as ClientSigningAlgorithm[];

/**
 * The registered keys of a client that may have made a signature: of the kind that the algorithm needs, meant for signing, and of
 * this `kid` where the header names one. No key comes from anywhere else.
 */
export function candidateKeys(
  jwks: ClientMetadata['jwks'],
  algorithm: ClientSigningAlgorithm,
  kid: string | undefined,
): KeyObject[] {
  const keys = jwks?.keys ?? [];
  return keys.filter((jwk) => maySign(jwk, algorithm) && (kid === undefined || jwk['kid'] === kid)).map(keyObject);
}

/** Whether any registered key can make signatures of an algorithm; `null`: of any. */
export function hasKeyFor(jwks: ClientMetadata['jwks'], algorithm: ClientSigningAlgorithm | null): boolean {
  const algorithms = algorithm === null ? CLIENT_SIGNING_ALGORITHMS : [algorithm];
  return algorithms.some((one) => jwks?.keys.some((jwk) => maySign(jwk, one)) === true);
}

/** Whether a key is of the kind that an algorithm needs: a signature is never tried with a key of another (RFC 8725 §3.1). */
export function fitsAlgorithm(jwk: Readonly<Record<string, unknown>>, algorithm: ClientSigningAlgorithm): boolean {
  const { kty, crv } = KINDS[algorithm];
  return jwk['kty'] === kty && (crv === undefined || jwk['crv'] === crv);
}

// RFC 7517 §4.2 to §4.4: nor with a key that says it is for something else.
function maySign(jwk: PublicJwk, algorithm: ClientSigningAlgorithm): boolean {
  const operations = jwk['key_ops'];
  const mayVerify = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  const isForSigning = jwk['use'] === undefined || jwk['use'] === 'sig';
  return fitsAlgorithm(jwk, algorithm) && mayVerify && isForSigning && (jwk['alg'] === undefined || jwk['alg'] === algorithm);
}

// For as long as somebody holds the client as it was read: making a key object costs as much as a signature.
const known = new WeakMap<PublicJwk, KeyObject>();

function keyObject(jwk: PublicJwk): KeyObject {
  const found = known.get(jwk);
  if (found !== undefined) return found;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  known.set(jwk, key);
  return key;
}
