import { expect, test } from 'vitest';
import { shownPairs, shownValue } from './shown-value.ts';

test('words of the protocol are shown, of everything else only the length', () => {
  expect(shownValue('grant_type', 'urn:ietf:params:oauth:grant-type:device_code')).toMatch(/device_code$/);
  expect(shownValue('scope', 'openid user:read')).toBe('openid user:read');
  expect(shownValue('state', 'abc')).toBe('(3 characters)');
  expect(shownValue('scope', '')).toBe('(empty)');
});

test('a secret in the place of a word is not shown', () => {
  expect(shownValue('scope', 'Zsvvwr0zPvu9HKauePvu9HKauePvu9HKaue1234567')).toBe('(42 characters)');
  expect(shownValue('resource', 'https://x.example/?t=hfa_01m824ffxa00d2gg')).toMatch(/^\(\d+ characters\)$/);
  expect(shownValue('redirect_uri', 'https://x.example/?jwt=eyJhbGciOiJIUzI1NiJ9')).toMatch(/^\(\d+ characters\)$/);
});

test('a redirect URI is shown when it is one, at most 512 characters of it', () => {
  expect(shownValue('redirect_uri', 'com.example.app:/callback')).toBe('com.example.app:/callback');
  expect(shownValue('redirect_uri', 'callback')).toBe('(8 characters, no absolute URI)');
  expect(shownValue('redirect_uri', `https://x.example/${'a'.repeat(600)}`)).toMatch(/^.{512}… \(618 characters\)$/);
});

test('names that are no words are counted, and so is what is more than 24', () => {
  expect(
    shownPairs([
      ['redirect_url', 'x'],
      ['{"client_secret":"s3cr3t"}', ''],
      ['k1', ''],
    ]),
  ).toEqual([
    ['redirect_url', '(1 characters)'],
    ['(others)', '2'],
  ]);
  const many = Array.from({ length: 30 }, (_, index): [string, string] => [`x${'y'.repeat(index)}`, '1']);
  expect(shownPairs(many).at(-1)).toEqual(['(others)', '6']);
});
