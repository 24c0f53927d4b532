import { KNOWN_SCOPES } from '@hufu/contract';
import { parseClientId } from '../../oauth/client/client-id.ts';
import { canonicalResource } from '../../oauth/client/resource-indicator.ts';
import { SHOWN_TOKENS } from './shown-tokens.ts';

const MAXIMUM_NAMES = 24;
const LONGEST_URI = 512;

const URIS: ReadonlySet<string> = new Set(['redirect_uri', 'post_logout_redirect_uri']);
// Of other names those that are words: a JSON body read as a form is one long name, and may hold a secret.
const WORD = /^[A-Za-z][A-Za-z_-]{0,39}$/;
const ABSOLUTE_URI = /^[a-z][a-z0-9+.-]*:\/[^\s]*$/i;
const USER_INFORMATION = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;
const LOCALES = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?( [a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?){0,5}$/;
const SECRET_PREFIX = /hf[a-z]_[0-9A-Za-z]|eyJ[\w-]{8,}/;
const LONG_RUN = /[A-Za-z0-9_-]{20,}/g;
const SCOPES: ReadonlySet<string> = new Set(KNOWN_SCOPES);

/**
 * A parameter's value as a trace shows it: ids, and words of ours and the standards', else that it was there and its length. People
 * and programs put secrets into any field.
 */
export function shownValue(name: string, value: string): string {
  if (value === '') return '(empty)';
  if (SECRET_PREFIX.test(value)) return lengthOf(value);
  if (URIS.has(name))
    return ABSOLUTE_URI.test(value) ? shortened(shownUri(value)) : `(${value.length} characters, no absolute URI)`;
  if (name === 'resource') return isPlainResource(value) ? shortened(value) : lengthOf(value);
  if (name === 'client_id') return shownIf(parseClientId(value) !== undefined, value);
  if (name === 'max_age') return shownIf(/^[0-9]{1,9}$/.test(value), value);
  if (name === 'ui_locales') return shownIf(LOCALES.test(value), value);
  const tokens = name === 'scope' ? SCOPES : SHOWN_TOKENS.get(name);
  return tokens === undefined ? lengthOf(value) : knownTokens(value, tokens);
}

/** A parameter's name as a trace shows it; `undefined` for one that is no word. */
export function shownName(name: string): string | undefined {
  return WORD.test(name) && !SECRET_PREFIX.test(name) && !looksRandom(name) ? name : undefined;
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

function lengthOf(value: string): string {
  return `(${value.length} characters)`;
}

function shownIf(isKnown: boolean, value: string): string {
  return isKnown ? value : `(unknown, ${value.length} characters)`;
}

/** Each known word once, in the order in which they were sent, and how much there was that is none. */
function knownTokens(value: string, known: ReadonlySet<string>): string {
  const sent = value.split(' ');
  const unknown = sent.filter((token) => !known.has(token)).join(' ');
  const words = [...new Set(sent.filter((token) => known.has(token)))];
  return [...words, ...(unknown === '' ? [] : [`(unknown, ${unknown.length} characters)`])].join(' ');
}

/** Of the query the names alone: a misspelt one explains a mismatch, and a value may be anything. */
function shownUri(uri: string): string {
  const [before = '', fragment] = uri.split('#', 2);
  const [target = '', ...query] = before.split('?');
  const names = query
    .join('?')
    .split('&')
    .map((pair) => {
      const [name = '', value] = pair.split('=', 2);
      return `${name === '' ? '' : (shownName(name) ?? '…')}${value === undefined ? '' : '=…'}`;
    });
  const shown = target.replace(USER_INFORMATION, '$1…@');
  return `${shown}${query.length === 0 ? '' : `?${names.join('&')}`}${fragment === undefined ? '' : '#…'}`;
}

// What could be registered: without user information and fragment. A query may hold anything.
function isPlainResource(value: string): boolean {
  return ABSOLUTE_URI.test(value) && !value.includes('?') && canonicalResource(value) !== undefined && !looksRandom(value);
}

function shortened(value: string): string {
  return value.length > LONGEST_URI ? `${value.slice(0, LONGEST_URI)}… (${value.length} characters)` : value;
}

// Somebody sends a secret where a word belongs: words of protocols have no long run of letters mixed with digits or cases.
function looksRandom(value: string): boolean {
  return (value.match(LONG_RUN) ?? []).some((run) => /[0-9]/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run)));
}
