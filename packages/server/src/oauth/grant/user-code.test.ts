import { expect, test } from 'vitest';
import { newUserCode, readUserCode, shownUserCode } from './user-code.ts';

test('RFC 8628 §6.1: a user code has 8 letters, none of them a vowel, each as likely as the others', () => {
  const counts = new Map<string, number>();
  for (let made = 0; made < 2_000; made++) {
    const code = newUserCode();
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    for (const letter of code) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect(counts.size).toBe(20);
  for (const count of counts.values()) {
    // 800 each: ten standard deviations away is no chance.
    expect(count).toBeGreaterThan(520);
    expect(count).toBeLessThan(1_080);
  }
});

test('RFC 8628 §6.1: case, punctuation, width and stray characters do not matter', () => {
  for (const typed of [
    'WDJB-MJHT',
    'wdjbmjht',
    ' wdjb mjht\n',
    'WDJB–MJHT',
    'ｗｄｊｂ－ｍｊｈｔ',
    'w.d.j.b.m.j.h.t',
    'WDJBAMJHT',
  ]) {
    expect(readUserCode(typed), typed).toBe('WDJBMJHT');
  }
  expect(shownUserCode('WDJBMJHT')).toBe('WDJB-MJHT');
});

test('what has more or fewer letters is none, and what is very long is not looked at', () => {
  for (const typed of ['', 'WDJB-MJH', 'WDJB-MJHTT', 'AEIOUAEI', '12345678', `WDJB${'-'.repeat(100)}MJHT`]) {
    expect(readUserCode(typed), typed).toBeUndefined();
  }
});
