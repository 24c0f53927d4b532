/** What is known of how easily a password is guessed. */
export interface PasswordEstimate {
  /** It is on the list of common passwords. */
  readonly common: boolean;
  /** The decimal logarithm of how many guesses an attacker who knows `hints` needs. */
  readonly guessesLog10: number;
}

/** Estimates a password; `hints` are words an attacker would try first. */
export type PasswordEstimator = (password: string, hints: readonly string[]) => PasswordEstimate;

// The estimator's time grows faster than its input: 635 ms were measured on 128 characters.
const ESTIMATED_CHARACTERS = 64;
const SUBSTITUTIONS = 20;

let loaded: Promise<PasswordEstimator> | undefined;

/** The estimator, whose dictionaries (a tenth of a second, some megabytes) are loaded at the first use and once. */
export function passwordEstimator(): Promise<PasswordEstimator> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PasswordEstimator> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const common = new Set(dictionary['passwords-common']);
  const zxcvbn = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: ESTIMATED_CHARACTERS,
    l33tMaxSubstitutions: SUBSTITUTIONS,
  });
  return (password, hints) => ({
    common: common.has(password.toLowerCase()),
    guessesLog10: zxcvbn.check(password.slice(0, ESTIMATED_CHARACTERS), [...hints]).guessesLog10,
  });
}
