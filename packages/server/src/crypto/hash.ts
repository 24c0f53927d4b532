import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a string's UTF-8 bytes, in lower-case hex: the only form in which bearer secrets are stored. */
export function sha256Hex(value: string): string {
  return hash('sha256', value, 'hex');
}

/** SHA-256 of a string's UTF-8 bytes, in base64url (43 characters), as JOSE spells it. */
export function sha256Base64Url(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** Compares two hex digests of equal length in constant time; digests of unequal length are unequal. */
export function equalDigests(left: string, right: string): boolean {
  const a = Buffer.from(left, 'latin1');
  const b = Buffer.from(right, 'latin1');
  return a.length === b.length && timingSafeEqual(a, b);
}
