import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { createBoundedQueue, type QueueLimits } from './hashing/bounded-queue.ts';
import { type Argon2Parameters, parseStoredHash, type StoredHash } from './hashing/stored-hash.ts';

/** SECURITY.md, defaults in force: 19 MiB, two passes, one lane. Settings may raise it. */
export const DEFAULT_ARGON2_PARAMETERS: Argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** How passwords are hashed, and how many at once. */
export interface PasswordHasherOptions extends QueueLimits {
  readonly parameters?: Argon2Parameters;
}

/** What came of a verification. */
export interface PasswordVerdict {
  readonly matches: boolean;
  /** The password matches, but its hash should be made anew: other parameters, or an imported hash. */
  readonly outdated: boolean;
}

/** Hashes passwords off the event loop. Every method rejects with `HashingBusy` when too much waits. */
export interface PasswordHasher {
  /** An encoded argon2id hash of the password. */
  hash(password: string): Promise<string>;
  /** Compares whole passwords after NFKC; a hash that cannot be read matches none, at the usual cost. */
  verify(hash: string, password: string): Promise<PasswordVerdict>;
  /** Costs what `verify` costs, for users who have no password or do not exist. */
  verifyDummy(password: string): Promise<PasswordVerdict>;
  /** How many hashes are being made or waited for. */
  readonly pending: number;
}

/** Four times what a password may have: nothing chosen here is longer, in whichever form it is typed. */
export const LONGEST_NORMALISED_BYTES: number = 4096;

const NO_MATCH: PasswordVerdict = { matches: false, outdated: false };
// bcrypt reads no further, and cannot tell a password with NUL from its repetition.
const BCRYPT_BYTES = 72;

/** A hasher with a queue of its own. */
export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const parameters = options.parameters ?? DEFAULT_ARGON2_PARAMETERS;
  const queue = createBoundedQueue(options);
  const hash = (password: string): Promise<string> => argon2Hash(comparable(password), parameters);
  const dummy = async (password: string): Promise<PasswordVerdict> => {
    await hash(password);
    return NO_MATCH;
  };
  return {
    hash: (password) => queue.run(() => hash(password)),
    verify: (encoded, password) =>
      queue.run(async () => {
        const stored = parseStoredHash(encoded);
        if (stored === undefined) return dummy(password);
        const matches =
          stored.kind === 'bcrypt'
            ? await matchesBcrypt(stored.text, password)
            : await argon2Verify(stored.text, comparable(password));
        return matches ? { matches, outdated: isOutdated(stored, parameters) } : NO_MATCH;
      }),
    verifyDummy: (password) => queue.run(() => dummy(password)),
    get pending() {
      return queue.pending;
    },
  };
}

/** Normalising takes quadratic time on hostile text; what is far over the limit of a password is compared as it is. */
function comparable(password: string): string {
  return Buffer.byteLength(password) > LONGEST_NORMALISED_BYTES ? password : password.normalize('NFKC');
}

async function matchesBcrypt(encoded: string, password: string): Promise<boolean> {
  // Loaded at the first imported hash, of which most servers have none.
  const { verify: bcryptVerify } = await import('@node-rs/bcrypt');
  // An imported hash may have been made of the bytes as they were typed.
  for (const candidate of new Set([comparable(password), password])) {
    const comparable = Buffer.byteLength(candidate) <= BCRYPT_BYTES && !candidate.includes('\0');
    // Always computed, so that a password bcrypt cannot compare costs the same.
    const matches = await bcryptVerify(comparable ? candidate : candidate.slice(0, 1), encoded);
    if (matches && comparable) return true;
  }
  return false;
}

function isOutdated(stored: StoredHash, wanted: Argon2Parameters): boolean {
  if (stored.kind === 'bcrypt') return true;
  const { memoryCost, timeCost, parallelism } = stored.parameters;
  return (
    !stored.current || memoryCost !== wanted.memoryCost || timeCost !== wanted.timeCost || parallelism !== wanted.parallelism
  );
}
