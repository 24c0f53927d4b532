import { hash } from 'node:crypto';
import { equalDigests } from '../crypto/hash.ts';

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** Whether a string can be a code verifier (RFC 7636 §4.1). */
export function isCodeVerifier(value: string): boolean {
  return VERIFIER.test(value);
}

/** Whether a string can be an S256 challenge: 256 bits in base64url (RFC 7636 §4.2). */
export function isCodeChallenge(value: string): boolean {
  return S256_CHALLENGE.test(value);
}

/** Whether the verifier is the one the challenge was made of, by S256 (RFC 7636 §4.6). */
export function matchesChallenge(verifier: string, challenge: string): boolean {
  return equalDigests(hash('sha256', verifier, 'base64url'), challenge);
}
