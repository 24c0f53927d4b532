import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withResponseParameters } from './query.ts';

describe('RFC 6749 §4.1.2: response parameters', () => {
  test('whatever a value holds, it is read back, and changes nothing before it', () => {
    fc.assert(
      fc.property(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), ([state, other]) => {
        const location = withResponseParameters('https://client.example/cb?a=%20b', [
          ['state', state.toWellFormed()],
          ['x', other.toWellFormed()],
        ]);
        expect(location.startsWith('https://client.example/cb?a=%20b&state=')).toBe(true);
        expect(location).toMatch(/^[\x21-\x7e]+$/);
        const read = new URL(location).searchParams;
        expect([read.get('state'), read.get('x')]).toEqual([state.toWellFormed(), other.toWellFormed()]);
      }),
    );
  });

  test.each([
    ['https://client.example', 'https://client.example?a=1'],
    ['https://client.example/cb', 'https://client.example/cb?a=1'],
    ['https://client.example/cb?', 'https://client.example/cb?a=1'],
    ['https://client.example/cb?b=2', 'https://client.example/cb?b=2&a=1'],
    ['https://client.example/cb?b=2&', 'https://client.example/cb?b=2&a=1'],
    ['com.example.app:/cb', 'com.example.app:/cb?a=1'],
  ])('RFC 6749 §3.1.2: %s → %s', (redirectUri, location) => {
    expect(withResponseParameters(redirectUri, [['a', '1']])).toBe(location);
  });
});
