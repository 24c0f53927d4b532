import { randomBytesPooled } from '../../crypto/random.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';

// RFC 8628 §6.1: no vowels, so that no words come of them; nothing that looks like something else.
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const OTHERS = new RegExp(`[^${ALPHABET}]`, 'g');
const LONGEST_INPUT = 64;
// The bytes below it fall evenly on the alphabet.
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/** Makes a code for a person to type: 8 letters of 20, so 2.56 × 10^10 of them (RFC 8628 §6.1). */
export function newUserCode(): string {
  let code = '';
  while (code.length < LENGTH) {
    const byte = randomBytesPooled(1)[0] ?? FAIR_BYTES;
    if (byte < FAIR_BYTES) code += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return code;
}

/**
 * The code that somebody typed: case, width, and whatever is none of its letters do not matter (RFC 8628 §6.1). `undefined` when it
 * cannot be one.
 */
export function readUserCode(typed: string): string | undefined {
  if (typed.length > LONGEST_INPUT) return undefined;
  const code = typed.normalize('NFKC').toUpperCase().replace(OTHERS, '');
  return code.length === LENGTH ? code : undefined;
}

/** A code as it is shown: `XXXX-XXXX`. */
export function shownUserCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** What is stored of a code. */
export function userCodeMac(keys: ServerKeys, code: string): string {
  return keys.mac('user-code', code);
}
