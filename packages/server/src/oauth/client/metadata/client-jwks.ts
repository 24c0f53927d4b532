import { createPublicKey } from 'node:crypto';
import { isWithinRsaBounds } from '../../../crypto/rsa-bounds.ts';
import type { ClientProblem } from '../client-problem.ts';
import type { ClientMetadata, PublicJwk } from './client-metadata.ts';

const MAXIMUM_KEYS = 20;
// RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2: what only the holder of a key knows, and shared secrets.
const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const CURVES: ReadonlySet<string> = new Set(['P-256', 'Ed25519']);

/** What is wrong with the public keys a client registers (RFC 7517 §5): private parts, weak keys, kids that stand twice. */
export function checkJwks(jwks: ClientMetadata['jwks']): ClientProblem[] {
  if (jwks === null) return [];
  if (jwks.keys.length === 0 || jwks.keys.length > MAXIMUM_KEYS)
    return [{ member: 'jwks.keys', reason: `must be 1 to ${MAXIMUM_KEYS} keys` }];
  const kids = jwks.keys.map((key) => key['kid']);
  return jwks.keys.flatMap((key, index) => {
    const reason = problemOf(key) ?? (isRepeated(kids, index) ? 'has the kid of another key' : undefined);
    return reason === undefined ? [] : [{ member: `jwks.keys[${index}]`, reason }];
  });
}

/** Whether a key in JWK form holds what only its owner may know. */
export function holdsPrivatePart(jwk: object): boolean {
  return PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

function isRepeated(kids: readonly unknown[], index: number): boolean {
  // Without names, keys are tried one after the other.
  return kids[index] !== undefined && kids.indexOf(kids[index]) !== index;
}

function problemOf(jwk: PublicJwk): string | undefined {
  if (holdsPrivatePart(jwk)) return 'must be a public key: it holds a private member';
  const isKnown = jwk['kty'] === 'RSA' || ((jwk['kty'] === 'EC' || jwk['kty'] === 'OKP') && CURVES.has(String(jwk['crv'])));
  if (!isKnown) return 'must be an RSA, P-256 or Ed25519 key';
  if (jwk['kid'] !== undefined && (typeof jwk['kid'] !== 'string' || jwk['kid'] === '')) return 'has a kid that is not text';
  try {
    const isBearable = isWithinRsaBounds(createPublicKey({ key: { ...jwk }, format: 'jwk' }));
    return isBearable ? undefined : 'must be of 2048 to 4096 bits, with a small exponent such as 65537';
  } catch {
    return 'is not a well-formed JWK (RFC 7517 §4)';
  }
}
