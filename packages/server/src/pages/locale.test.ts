import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES, pickLocale } from './locale.ts';

describe('pickLocale', () => {
  it.each([
    ['zh-CN', undefined, 'zh-CN'],
    ['zh-Hant-TW', undefined, 'zh-CN'],
    ['ZH', 'en', 'zh-CN'],
    ['en-GB', 'zh-CN', 'en'],
    ['fr zh-CN en', 'en', 'zh-CN'],
    ['fr de', 'zh', 'zh-CN'],
    ['', 'zh', 'zh-CN'],
    ['zha', undefined, 'en'],
  ] as const)('takes the first language of ui_locales %j that it has, before Accept-Language %j: %s', (ui, accept, expected) => {
    expect(pickLocale(ui, accept)).toBe(expected);
  });

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['fr', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en;q=0.8, zh;q=0.9', 'zh-CN'],
    ['en-US,zh;q=0.9', 'en'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['zh ; Q=0.5, en;q=0.4', 'zh-CN'],
    ['zh;q=2, en;q=0.1', 'en'],
    ['zh;q=0x1', 'en'],
    [';;;,,,q=', 'en'],
  ] as const)('weighs Accept-Language %j (RFC 9110 §12.5.4): %s', (accept, expected) => {
    expect(pickLocale(undefined, accept)).toBe(expected);
  });

  it('reads only the beginning of long input', () => {
    expect(pickLocale(`${'fr '.repeat(400)}zh`, undefined)).toBe('en');
    expect(pickLocale(undefined, `${'fr,'.repeat(400)}zh`)).toBe('en');
  });

  it('answers one of its languages whatever it is given', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.option(fc.string(), { nil: undefined }), (ui, accept) => {
        expect(LOCALES).toContain(pickLocale(ui, accept));
      }),
    );
  });
});
