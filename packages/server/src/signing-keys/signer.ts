import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PublicJwk, SigningAlgorithm } from './signing-key.ts';

/** Signs with one private key. */
export interface Signer {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** The signature of a JWS over `payload` (RFC 7515 §5.1), at once. */
  sign(payload: Buffer): Buffer;
  /** The protected header for a `typ`, in base64url: made once. */
  header(typ: string): string;
}

/** Verifies with one public key. */
export interface Verifier {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  verify(payload: Buffer, signature: Buffer): boolean;
}

const HASHES: Readonly<Record<SigningAlgorithm, 'sha256' | null>> = { RS256: 'sha256', ES256: 'sha256', EdDSA: null };

/** A signer of a private key in PEM. Throws when it is none. */
export function signerOf({ kid, alg }: Pick<PublicJwk, 'kid' | 'alg'>, privateKey: string): Signer {
  const hash = HASHES[alg];
  const key = joseKey(createPrivateKey(privateKey));
  const headers = new Map<string, string>();
  return {
    kid,
    algorithm: alg,
    sign: (payload) => sign(hash, payload, key),
    header(typ) {
      let header = headers.get(typ);
      if (header === undefined) {
        header = Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url');
        headers.set(typ, header);
      }
      return header;
    },
  };
}

/** A verifier of a public key. Throws when it is none. */
export function verifierOf(jwk: PublicJwk): Verifier {
  const hash = HASHES[jwk.alg];
  const key = joseKey(createPublicKey({ key: { ...jwk }, format: 'jwk' }));
  return { kid: jwk.kid, algorithm: jwk.alg, verify: (payload, signature) => verify(hash, payload, key, signature) };
}

// RFC 7518 §3.4: r and s side by side, not DER. Other keys than those of elliptic curves do not look at it.
function joseKey(key: KeyObject): { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' } {
  return { key, dsaEncoding: 'ieee-p1363' };
}
