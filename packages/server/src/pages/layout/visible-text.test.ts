import { describe, expect, it } from 'vitest';
import { shorten, visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it('shows what is invisible or turns the direction of writing', () => {
    expect(visibleText('a\u202egnp.exe\0\u200b\n')).toBe('a\\u{202e}gnp.exe\\u{0}\\u{200b}\\u{a}');
  });

  it('keeps what can be seen, in every script', () => {
    expect(visibleText('https://例子.example/?q=é 😀')).toBe('https://例子.example/?q=é 😀');
  });
});

describe('shorten', () => {
  it('keeps a text up to the limit', () => {
    expect(shorten('abc', 3)).toEqual({ text: 'abc', shortened: false });
    expect(shorten('😀😀', 2)).toEqual({ text: '😀😀', shortened: false });
  });

  it('cuts between code points, never inside one', () => {
    expect(shorten('😀😀😀', 2)).toEqual({ text: '😀😀', shortened: true });
  });
});
