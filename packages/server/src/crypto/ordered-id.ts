import { randomBytesPooled } from './random.ts';

// Crockford's alphabet sorts as its values do, so ids sort by the time they were made.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const NODE_CHARACTERS = 4;
const SEQUENCE_CHARACTERS = 2;
const SEQUENCE_LIMIT = 32 ** SEQUENCE_CHARACTERS;

/** Length of every ordered id, in characters. */
export const ORDERED_ID_LENGTH = 16;

const nodeSuffix = encode(randomBytesPooled(4).readUInt32BE() % 32 ** NODE_CHARACTERS, NODE_CHARACTERS);
let lastTime = 0;
let sequence = 0;
let encodedTime = '';
let encodedFor = -1;

/**
 * An id that is greater than all made before it in this process, and unlike those of other processes (20 random bits
 * of this one): rows keyed by it are appended, never inserted in the middle. It is not secret.
 * @param now the time in milliseconds since 1970
 */
export function orderedId(now: number): string {
  if (now > lastTime) {
    lastTime = now;
    sequence = 0;
  } else if (++sequence === SEQUENCE_LIMIT) {
    lastTime++;
    sequence = 0;
  }
  if (encodedFor !== lastTime) {
    encodedTime = encode(lastTime, 10);
    encodedFor = lastTime;
  }
  return encodedTime + encode(sequence, SEQUENCE_CHARACTERS) + nodeSuffix;
}

/** Whether a string has the form of an ordered id. */
export function isOrderedId(value: string): boolean {
  return /^[0-9abcdefghjkmnpqrstvwxyz]{16}$/.test(value);
}

function encode(value: number, characters: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < characters; index++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
