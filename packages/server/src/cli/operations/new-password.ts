import { randomBytesPooled } from '../../crypto/random.ts';
import { HashingBusy } from '../../identity/credentials/hashing/bounded-queue.ts';
import type { PasswordHasher } from '../../identity/credentials/password-hasher.ts';
import {
  checkNewPassword,
  LONGEST_PASSWORD_BYTES,
  type PasswordOwner,
  type PasswordProblem,
  SHORTEST_PASSWORD,
} from '../../identity/credentials/password-rules.ts';
import { OperationRefused } from './operation.ts';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const GROUP_LENGTH = 4;

const WORDS: Readonly<Record<PasswordProblem, string>> = {
  too_short: `must have at least ${SHORTEST_PASSWORD} characters`,
  too_long: `must have at most ${LONGEST_PASSWORD_BYTES} bytes`,
  common: 'is on the list of common passwords',
  contains_name: 'is made of the user’s name',
  guessable: 'is easily guessed',
};

/** What is wrong with a new password, in words that do not repeat it. */
export async function passwordProblems(password: string, owner: PasswordOwner): Promise<string[]> {
  return (await checkNewPassword(password, owner)).map((problem) => `the password ${WORDS[problem]}`);
}

/** Checks and hashes a new password. Throws `OperationRefused` when it may not be chosen or too many are being hashed. */
export async function hashNewPassword(
  hasher: Pick<PasswordHasher, 'hash'>,
  password: string,
  owner: PasswordOwner,
): Promise<string> {
  const problems = await passwordProblems(password, owner);
  if (problems.length > 0) throw new OperationRefused(problems);
  try {
    return await hasher.hash(password);
  } catch (error) {
    if (error instanceof HashingBusy)
      throw new OperationRefused(['too many passwords are being hashed now: try again'], { cause: error });
    throw error;
  }
}

/** A password of 99 random bits, in letters and digits that are not mistaken for others. */
export function generatePassword(): string {
  return Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, randomLetter).join('')).join('-');
}

function randomLetter(): string {
  for (;;) {
    const value = (randomBytesPooled(1)[0] ?? 0) & 31;
    // A remainder would make some letters likelier than others.
    if (value < ALPHABET.length) return ALPHABET.charAt(value);
  }
}
