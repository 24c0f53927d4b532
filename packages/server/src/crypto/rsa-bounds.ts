import type { KeyObject } from 'node:crypto';

const BITS = { least: 2048, most: 4096 } as const;
/** Verifying takes as long as the exponent is wide: one as wide as the modulus stops a server for 15 ms a signature. */
const LARGEST_EXPONENT = 2n ** 32n;

/**
 * Whether a public key that others brought is strong enough to be believed (RFC 7518 §3.3) and cheap enough to be tried. A key of
 * another kind than RSA is.
 */
export function isWithinRsaBounds(key: KeyObject): boolean {
  const { modulusLength = BITS.least, publicExponent = 65_537n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= BITS.least && modulusLength <= BITS.most && publicExponent <= LARGEST_EXPONENT;
}
