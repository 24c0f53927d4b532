import { describe, expect, test } from 'vitest';
import { OAuthError } from './oauth-error.ts';
import { hasForbiddenRepetition, refuseRepeated, requestParameters } from './parameters.ts';

describe('RFC 6749 §3.1: request parameters', () => {
  test('an empty value counts as absent, but is known to have been sent', () => {
    const parameters = requestParameters([['scope', '']]);
    expect([parameters.get('scope'), parameters.has('scope')]).toEqual([undefined, true]);
    expect(() => parameters.require('scope')).toThrow(OAuthError);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name like any other', (name) => {
    expect(requestParameters([]).get(name)).toBeUndefined();
    expect(requestParameters([]).has(name)).toBe(false);
    expect(requestParameters([[name, 'x']]).get(name)).toBe('x');
  });

  test('RFC 6749 §3.2: a repeated parameter is refused, equal values, empty ones and unknown names included', () => {
    for (const pairs of [
      [
        ['a', '1'],
        ['a', '1'],
      ],
      [
        ['a', ''],
        ['a', '1'],
      ],
      [
        ['__proto__', '1'],
        ['__proto__', '2'],
      ],
    ] as [string, string][][]) {
      expect(() => refuseRepeated(requestParameters(pairs))).toThrow('more than once');
    }
  });

  test.each(['resource', 'audience'])('RFC 8707 §2, RFC 8693 §2.1: %s may be repeated', (name) => {
    expect(
      hasForbiddenRepetition(
        requestParameters([
          [name, 'a'],
          [name, 'b'],
        ]),
      ),
    ).toBe(false);
  });

  test('the message of a missing parameter names it, and holds nothing that was sent', () => {
    expect(() => requestParameters([['code', '']]).require('code')).toThrow('the parameter code is missing');
  });
});
