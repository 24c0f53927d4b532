import { passwordEstimator } from './hashing/password-estimator.ts';
import { LONGEST_NORMALISED_BYTES } from './password-hasher.ts';

/** Why a password cannot be chosen. */
export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'contains_name' | 'guessable';

/** Whose password it is to be; what a password must not be made of. */
export interface PasswordOwner {
  readonly userId: string;
  readonly fullname: string;
  readonly email: string;
}

/** The fewest code points a password has (SECURITY.md, defaults in force). */
export const SHORTEST_PASSWORD: number = 10;

/** The most bytes of UTF-8 a password has. */
export const LONGEST_PASSWORD_BYTES: number = 1024;

// Below a million guesses a password falls to guessing that throttling allows over the years.
const FEWEST_GUESSES_LOG10 = 6;
const SHORTEST_NAME = 2;
const REMAINDER = 4;
const LONGEST_HINT = 64;

/** Everything that is wrong with a password that someone wants to choose; nothing is asked of what characters it has. */
export async function checkNewPassword(password: string, owner: PasswordOwner): Promise<readonly PasswordProblem[]> {
  if (Buffer.byteLength(password) > LONGEST_NORMALISED_BYTES) return ['too_long'];
  const whole = password.normalize('NFKC');
  if (Buffer.byteLength(whole) > LONGEST_PASSWORD_BYTES) return ['too_long'];
  const problems: PasswordProblem[] = [];
  if ([...whole].length < SHORTEST_PASSWORD) problems.push('too_short');
  const names = namesOf(owner);
  if (isMadeOf(whole, names)) problems.push('contains_name');
  const estimate = (await passwordEstimator())(whole, names);
  if (estimate.common) problems.push('common');
  else if (problems.length === 0 && estimate.guessesLog10 < FEWEST_GUESSES_LOG10) problems.push('guessable');
  return problems;
}

function namesOf(owner: PasswordOwner): string[] {
  const whole = [owner.userId, owner.fullname.replaceAll(/\s+/gu, ''), owner.email, owner.email.split('@')[0] ?? ''];
  const parts = [owner.userId, owner.fullname, owner.email].flatMap((text) => text.split(/[\s@._-]+/u));
  const names = [...whole, ...parts].map((name) => name.slice(0, LONGEST_HINT).normalize('NFKC').toLowerCase());
  // The longest first, so that taking one away does not break another up.
  return [...new Set(names)].filter((name) => [...name].length >= SHORTEST_NAME).sort((a, b) => b.length - a.length);
}

function isMadeOf(password: string, names: readonly string[]): boolean {
  const folded = password.toLowerCase();
  const remainder = names.reduce((rest, name) => rest.replaceAll(name, ''), folded);
  return remainder !== folded && new Set(remainder).size <= REMAINDER;
}
