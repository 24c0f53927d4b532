import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256Base64Url } from '../../crypto/hash.ts';
import { isWithinRsaBounds } from '../../crypto/rsa-bounds.ts';
import { holdsPrivatePart } from '../client/metadata/client-jwks.ts';

/** A key that signs proofs, and its SHA-256 thumbprint (RFC 7638 §3), by which tokens are bound to it. */
export interface DpopKey {
  readonly key: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly jkt: string;
}

// RFC 7638 §3.2: these members, in this order; and nothing else of a key is looked at.
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
  OKP: ['crv', 'kty', 'x'],
};

/** The key in the header of a proof (RFC 9449 §4.2); `undefined` for what is no public key, holds a private part, or is weak. */
export function dpopKey(jwk: unknown): DpopKey | undefined {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return undefined;
  const members = jwk as Readonly<Record<string, unknown>>;
  if (holdsPrivatePart(members)) return undefined;
  const kty = String(members['kty']);
  const names = Object.hasOwn(THUMBPRINT_MEMBERS, kty) ? (THUMBPRINT_MEMBERS[kty] ?? []) : [];
  if (names.length === 0 || names.some((name) => typeof members[name] !== 'string')) return undefined;
  const chosen = Object.fromEntries(names.map((name) => [name, String(members[name])]));
  const key = publicKey(chosen);
  return key === undefined ? undefined : { key, jwk: chosen, jkt: sha256Base64Url(JSON.stringify(chosen)) };
}

/** Whether a text has the form of a thumbprint: `dpop_jkt` (RFC 9449 §10). */
export function isThumbprint(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

function publicKey(jwk: Readonly<Record<string, string>>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    if (!isWithinRsaBounds(key)) return undefined;
    // A number that is written in another way would be another thumbprint for the same key.
    const canonical: Readonly<Record<string, unknown>> = { ...key.export({ format: 'jwk' }) };
    return Object.entries(jwk).every(([name, value]) => canonical[name] === value) ? key : undefined;
  } catch {
    return undefined;
  }
}
