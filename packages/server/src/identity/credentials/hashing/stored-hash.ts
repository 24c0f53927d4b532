import { parseOptions } from '@node-rs/argon2';

/** The cost of an argon2id hash (RFC 9106 §3.1). */
export interface Argon2Parameters {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

/** A hash in a form that can be verified at a bounded cost. */
export type StoredHash =
  | { readonly kind: 'argon2'; readonly text: string; readonly parameters: Argon2Parameters; readonly current: boolean }
  | { readonly kind: 'bcrypt'; readonly text: string };

// A stored hash decides what its verification costs, so what is imported must not be able to ask for more than this.
const MOST_ARGON2 = { memoryCost: 131_072, timeCost: 10, parallelism: 8, outputLen: 64, saltLen: 64 };
const MOST_BCRYPT_COST = 15;
const LONGEST_HASH = 512;
const ARGON2ID = 2;
const VERSION_19 = 1;

/** Reads an encoded argon2 or bcrypt hash; `undefined` for anything else, and for one that would cost too much to verify. */
export function parseStoredHash(text: string): StoredHash | undefined {
  if (text.length > LONGEST_HASH) return undefined;
  const bcryptCost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)?.[1];
  if (bcryptCost !== undefined) {
    const cost = Number(bcryptCost);
    return cost >= 4 && cost <= MOST_BCRYPT_COST ? { kind: 'bcrypt', text } : undefined;
  }
  return /^\$argon2(id|i|d)\$/.test(text) ? parseArgon2(text) : undefined;
}

/** Whether a password hash of another system can be taken over: argon2 or bcrypt, as it is or wrapped in base64. */
export function isImportableHash(text: string): boolean {
  return normalizeImportedHash(text) !== undefined;
}

/** The hash to store for an imported one, unwrapped from base64; `undefined` when it cannot be taken over. */
export function normalizeImportedHash(text: string): string | undefined {
  const trimmed = text.trim();
  if (parseStoredHash(trimmed) !== undefined) return trimmed;
  if (trimmed.length > 2 * LONGEST_HASH || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed)) return undefined;
  // `Buffer` reads both base64 alphabets.
  const unwrapped = Buffer.from(trimmed, 'base64').toString('latin1').trim();
  return parseStoredHash(unwrapped) === undefined ? undefined : unwrapped;
}

function parseArgon2(text: string): StoredHash | undefined {
  try {
    const { algorithm, version, memoryCost, timeCost, parallelism, outputLen, saltLen } = parseOptions(text);
    const tooMuch =
      memoryCost > MOST_ARGON2.memoryCost ||
      timeCost > MOST_ARGON2.timeCost ||
      parallelism > MOST_ARGON2.parallelism ||
      outputLen > MOST_ARGON2.outputLen ||
      saltLen > MOST_ARGON2.saltLen;
    if (tooMuch || outputLen < 16) return undefined;
    const current = algorithm === ARGON2ID && version === VERSION_19 && outputLen >= 32 && saltLen >= 16;
    return { kind: 'argon2', text, parameters: { memoryCost, timeCost, parallelism }, current };
  } catch {
    return undefined;
  }
}
