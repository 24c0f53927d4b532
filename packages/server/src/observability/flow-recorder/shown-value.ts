const MAXIMUM_NAMES = 24;
const LONGEST_URI = 512;
const LONGEST_WORD = 200;

// What a request may be shown to hold word by word: names of ours and the standards', never what somebody has to keep.
const SHOWN: ReadonlySet<string> = new Set([
  'client_id',
  'response_type',
  'response_mode',
  'scope',
  'grant_type',
  'code_challenge_method',
  'token_type_hint',
  'prompt',
  'max_age',
  'display',
  'acr_values',
  'ui_locales',
  'resource',
]);
const URIS: ReadonlySet<string> = new Set(['redirect_uri', 'post_logout_redirect_uri']);
// Of other names those that are words: a JSON body read as a form is one long name, and may hold a secret.
const WORD = /^[A-Za-z][A-Za-z_-]{0,39}$/;
const ABSOLUTE_URI = /^[a-z][a-z0-9+.-]*:[/\w]/i;
const SECRET_PREFIX = /hf[a-z]_[0-9A-Za-z]|eyJ[\w-]{8,}/;
const LONG_RUN = /[A-Za-z0-9_-]{20,}/g;

/** A parameter's value as a trace shows it: word by word where it cannot be a secret, else that it was there and its length. */
export function shownValue(name: string, value: string): string {
  if (value === '') return '(empty)';
  const isUri = URIS.has(name) && ABSOLUTE_URI.test(value);
  const isShown = (isUri || (SHOWN.has(name) && !looksRandom(value))) && !SECRET_PREFIX.test(value);
  if (!isShown) return `(${value.length} characters${URIS.has(name) && !isUri ? ', no absolute URI' : ''})`;
  const limit = isUri ? LONGEST_URI : LONGEST_WORD;
  return value.length > limit ? `${value.slice(0, limit)}… (${value.length} characters)` : value;
}

/** A parameter's name as a trace shows it; `undefined` for one that is no word. */
export function shownName(name: string): string | undefined {
  return WORD.test(name) && !SECRET_PREFIX.test(name) ? name : undefined;
}

/** Names and values as a trace shows them, at most 24; how many more there were is the last one. */
export function shownPairs(pairs: Iterable<readonly [string, string]>): [string, string][] {
  const shown: [string, string][] = [];
  let others = 0;
  for (const [name, value] of pairs) {
    const word = shown.length < MAXIMUM_NAMES ? shownName(name) : undefined;
    if (word === undefined) others++;
    else shown.push([word, shownValue(name, value)]);
  }
  return others === 0 ? shown : [...shown, ['(others)', String(others)]];
}

// Somebody sends a secret where a word belongs: words of protocols have no long run of letters mixed with digits or cases.
function looksRandom(value: string): boolean {
  return (value.match(LONG_RUN) ?? []).some((run) => /[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run)));
}
