import { AUTHORITY_SCOPES, KNOWN_SCOPES } from '@hufu/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coversScope, coversScopes, formatScope, parseScope, storedScope } from './scope.ts';

describe('contract §2: scopes', () => {
  test('a scope is a whole token of a set: it covers itself and nothing that merely contains it', () => {
    for (const held of KNOWN_SCOPES) {
      if (held === 'all:all') continue;
      for (const wanted of KNOWN_SCOPES)
        expect([held, wanted, coversScope(new Set([held]), wanted)]).toEqual([held, wanted, held === wanted]);
    }
  });

  test('all:all covers the sixteen and itself, and nothing else', () => {
    const covered = KNOWN_SCOPES.filter((scope) => coversScope(new Set(['all:all']), scope));
    expect(new Set(covered)).toEqual(new Set([...AUTHORITY_SCOPES, 'all:all']));
  });

  test('the sixteen together are not all:all', () => {
    expect(coversScope(new Set(AUTHORITY_SCOPES), 'all:all')).toBe(false);
  });

  test('nothing covers what does not exist', () => {
    for (const wanted of ['', 'user', 'toString', '__proto__', 'user:read '])
      expect(coversScope(new Set(['all:all', 'user:read']), wanted)).toBe(false);
  });

  test('what is written is read back, in whatever order it was asked for', () => {
    fc.assert(
      fc.property(fc.subarray([...KNOWN_SCOPES], { minLength: 1 }), fc.constantFrom(1, 2, 3), (scopes, times) => {
        const text = Array.from({ length: times }, () => scopes.toReversed().join(' ')).join(' ');
        if (text.length > 1024) return;
        const parsed = parseScope(text);
        expect(parsed).toEqual(new Set(scopes));
        expect(storedScope(formatScope(parsed ?? new Set()))).toEqual(new Set(scopes));
        expect(coversScopes(parsed ?? new Set(), scopes)).toBe(true);
      }),
    );
  });

  test.each([
    '',
    ' ',
    ' openid',
    'openid ',
    'openid  email',
    'openid\temail',
    'openid\nemail',
    'OPENID',
    'nonsense',
    'openid "x"',
    'openid \\',
    'user:read,role:read',
    `${'openid '.repeat(200)}openid`,
  ])('RFC 6749 §3.3: %j is no scope', (text) => {
    expect(parseScope(text)).toBeUndefined();
  });
});
