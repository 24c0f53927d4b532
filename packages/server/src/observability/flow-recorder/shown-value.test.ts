import { expect, test } from 'vitest';
import { shownName, shownPairs, shownValue } from './shown-value.ts';

test('words of the protocol are shown, of everything else only the length', () => {
  expect(shownValue('grant_type', 'urn:ietf:params:oauth:grant-type:device_code')).toMatch(/device_code$/);
  expect(shownValue('scope', 'openid user:read')).toBe('openid user:read');
  expect(shownValue('state', 'abc')).toBe('(3 characters)');
  expect(shownValue('scope', '')).toBe('(empty)');
});

test('a secret in the place of a word is not shown', () => {
  expect(shownValue('scope', 'Zsvvwr0zPvu9HKauePvu9HKauePvu9HKaue1234567')).toBe('(unknown, 42 characters)');
  expect(shownValue('resource', 'https://x.example/?t=hfa_01m824ffxa00d2gg')).toMatch(/^\(\d+ characters\)$/);
  expect(shownValue('redirect_uri', 'https://x.example/?jwt=eyJhbGciOiJIUzI1NiJ9')).toMatch(/^\(\d+ characters\)$/);
});

test.each([
  'Tr0ub4dor&3-x',
  'correct horse battery staple',
  'aB3+dE5/gH7+jK9/mN1+pQ3=',
  'hunter2hunter2',
  'hunter',
  'en-hunter22',
])('security.md §1: %s is shown in the place of no word, id, locale or URI', (secret) => {
  for (const name of [
    ...['client_id', 'scope', 'grant_type', 'response_type', 'response_mode', 'code_challenge_method', 'token_type_hint'],
    ...['prompt', 'max_age', 'display', 'acr_values', 'ui_locales', 'resource', 'redirect_uri', 'post_logout_redirect_uri'],
  ]) {
    for (const value of [secret, `pass:${secret}`]) expect(shownValue(name, value), name).not.toContain(secret);
  }
});

test('known words are shown beside what is unknown', () => {
  expect(shownValue('scope', 'openid profil email')).toBe('openid email (unknown, 6 characters)');
  expect(shownValue('client_id', '17')).toBe('17');
  expect(shownValue('max_age', '60')).toBe('60');
  expect(shownValue('ui_locales', 'zh-CN en')).toBe('zh-CN en');
  expect(shownValue('resource', 'https://api.example/v1')).toBe('https://api.example/v1');
  for (const resource of ['https://u:p@api.example/', 'https://api.example/?key=s3cret', 'https://api.example/#s3cret']) {
    expect(shownValue('resource', resource)).toMatch(/^\(\d+ characters\)$/);
  }
});

test('of a redirect URI the names in its query are shown, never a value, user information or fragment', () => {
  const sent = 'https://user:pa55@app.example/cb?token=9f86d081884c&password=hunter2&=x&aB3dE5gH7jK9&state#hunter3';
  expect(shownValue('redirect_uri', sent)).toBe('https://…@app.example/cb?token=…&password=…&=…&…&state#…');
  expect(shownName('QmxvYgZkRnRxTWpOcVhwWg')).toBeUndefined();
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
