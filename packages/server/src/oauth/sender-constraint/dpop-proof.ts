import { sha256Base64Url, sha256Hex } from '../../crypto/hash.ts';
import { fitsAlgorithm } from '../client/metadata/client-keys.ts';
import { parseCompactJws } from '../jwt/compact-jws.ts';
import { isClientSigningAlgorithm, isSignedBy } from '../jwt/jws-signature.ts';
import type { JsonMembers } from '../jwt/strict-json.ts';
import { OAuthError } from '../oauth-error.ts';
import { dpopKey } from './dpop-key.ts';
import type { DpopNonces } from './dpop-nonce.ts';

/** The algorithms that a proof may be signed by (RFC 9449 §5.1): none of them has a shared secret. */
export const DPOP_ALGORITHMS: readonly string[] = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** In characters: far more than a proof with an RSA key of 4096 bits needs. */
const LONGEST = 4096;
const LONGEST_JTI = 256;
/** Clocks may be so far apart; a proof is good for so long, either way. */
const WINDOW_MS = 60_000;

/** What a proof must be about. */
export interface ProofExpectation {
  readonly method: string;
  /** The URL of the request by the configured issuer, without query and fragment; never by the `Host` header. */
  readonly url: string;
  /** The access token that it goes with, at a resource (RFC 9449 §7). */
  readonly accessToken?: string;
  readonly nonces: DpopNonces;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A proof that was verified; that it counts once is for `useProof` to see to. */
export interface DpopProof {
  /** The thumbprint of its key. */
  readonly jkt: string;
  /** What is remembered of it, until `expiresAt` (milliseconds since 1970). */
  readonly replayKey: string;
  readonly expiresAt: number;
}

/**
 * Verifies a DPoP proof (RFC 9449 §4.3) by the key in its own header, which says who holds that key and nothing else. Throws
 * `invalid_dpop_proof`, and `use_dpop_nonce` where it lacks only a nonce of ours (§8).
 */
export function verifyDpopProof(text: string, expected: ProofExpectation): DpopProof {
  const jws = parseCompactJws(text, LONGEST) ?? refuse('it is no compact JWS');
  const { header, claims } = jws;
  if (header.get('typ') !== 'dpop+jwt') refuse('its typ is not dpop+jwt');
  if (header.has('crit') || header.has('b64')) refuse('it uses an extension of JWS');
  // RFC 9864 §2.2: the same algorithm by its newer name.
  const alg = header.get('alg') === 'Ed25519' ? 'EdDSA' : header.get('alg');
  const key = dpopKey(header.get('jwk')) ?? refuse('its jwk is not a public RSA, P-256 or Ed25519 key');
  if (!isClientSigningAlgorithm(alg) || !fitsAlgorithm(key.jwk, alg)) return refuse('its alg is none of ours, or not of its jwk');
  if (!isSignedBy(jws, alg, key.key)) refuse('its signature is not by its jwk');
  const url = expectRequest(claims, expected);
  const iat = expectTimely(claims, expected.now);
  const jti = claims.get('jti');
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) return refuse('it has no jti of at most 256 characters');
  expectNonce(claims.get('nonce'), expected);
  // With the key: whoever learns a jti must not be able to use up another's.
  const replayKey = sha256Hex(JSON.stringify(['dpop', key.jkt, url, jti]));
  return { jkt: key.jkt, replayKey, expiresAt: Math.ceil(iat * 1000 + WINDOW_MS) + 1 };
}

function expectRequest(claims: JsonMembers, { method, url, accessToken }: ProofExpectation): string {
  const htu = claims.get('htu');
  const named = typeof htu === 'string' ? comparableUrl(htu) : undefined;
  if (claims.get('htm') !== method) refuse('its htm is not the method of the request');
  if (named === undefined || named !== comparableUrl(url)) refuse('its htu is not the URL of the request');
  if (accessToken !== undefined && claims.get('ath') !== sha256Base64Url(accessToken)) {
    refuse('its ath is not the hash of the access token');
  }
  return named;
}

function expectTimely(claims: JsonMembers, now: number): number {
  const iat = claims.get('iat');
  if (typeof iat !== 'number' || Math.abs(iat * 1000 - now) > WINDOW_MS)
    return refuse('its iat is more than 60 seconds from now');
  return iat;
}

function expectNonce(nonce: unknown, { nonces, now }: ProofExpectation): void {
  if (nonce === undefined && !nonces.required) return;
  if (typeof nonce === 'string' && nonces.accepts(nonce, now)) return;
  throw new OAuthError('use_dpop_nonce', 'the DPoP proof must carry the nonce of the DPoP-Nonce header');
}

// RFC 9449 §4.3: without query and fragment, scheme and host in lower case, no default port.
function comparableUrl(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { protocol, host, pathname, username, password } = new URL(url);
  return username === '' && password === '' ? `${protocol}//${host}${pathname}` : undefined;
}

function refuse(reason: string): never {
  throw new OAuthError('invalid_dpop_proof', `the DPoP proof is not good: ${reason}`);
}
