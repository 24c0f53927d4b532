import { describe, expect, test } from 'vitest';
import { isCodeChallenge, isCodeVerifier, matchesChallenge } from './pkce.ts';

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('RFC 7636', () => {
  test('RFC 7636 Appendix B: verifier and challenge match', () => {
    expect(matchesChallenge(VERIFIER, CHALLENGE)).toBe(true);
  });

  test('RFC 7636 §4.6: nothing else matches, the challenge itself and prefixes included', () => {
    for (const other of [CHALLENGE, VERIFIER.slice(0, -1), `${VERIFIER}a`, ''])
      expect(matchesChallenge(other, CHALLENGE)).toBe(false);
    for (const other of [VERIFIER, CHALLENGE.slice(0, -1), `${CHALLENGE}=`, ''])
      expect(matchesChallenge(VERIFIER, other)).toBe(false);
  });

  test.each([
    ['a'.repeat(42), false],
    ['a'.repeat(43), true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    [`${'a'.repeat(42)}~`, true],
    [`${'a'.repeat(42)}+`, false],
    [`${'a'.repeat(43)}\n`, false],
    [`${'a'.repeat(42)}\u00e9`, false],
  ])('RFC 7636 §4.1: %j as a verifier: %s', (text, valid) => {
    expect(isCodeVerifier(text)).toBe(valid);
  });

  test.each([
    [CHALLENGE, true],
    [`${CHALLENGE}=`, false],
    [CHALLENGE.slice(1), false],
    [`${CHALLENGE.slice(0, -1)}~`, false],
    [`${CHALLENGE}\n`, false],
  ])('RFC 7636 §4.2: %j as an S256 challenge: %s', (text, valid) => {
    expect(isCodeChallenge(text)).toBe(valid);
  });
});
