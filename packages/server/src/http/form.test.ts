import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm } from './form.ts';

describe('application/x-www-form-urlencoded', () => {
  test('what URLSearchParams writes is read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), { maxLength: 8 }),
        (pairs) => {
          const sent = pairs.map(([name, value], index): [string, string] => [
            `${index}${name.toWellFormed()}`,
            value.toWellFormed(),
          ]);
          const parsed = parseForm(new URLSearchParams(sent).toString());
          for (const [name, value] of sent) expect(parsed?.get(name)).toBe(value === '' ? undefined : value);
          expect(parsed?.size).toBe(sent.length);
        },
      ),
    );
  });

  test('no text whatever makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseForm(text)));
  });

  test.each(['%', 'a=%', 'a=%z', 'a=%zz', '%zz=1', 'a=%FF', 'a=%C3%28', 'a=%C0%AF', 'a=%ED%A0%80', 'a=1&b=%E4%BD'])(
    'RFC 3986 §2.1, RFC 3629 §3: %j is refused, not guessed at',
    (text) => {
      expect(parseForm(text)).toBeUndefined();
    },
  );

  test('200 parameters are read, 201 are not', () => {
    const many = (count: number): string => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');
    expect([parseForm(many(200))?.size, parseForm(many(201))]).toEqual([200, undefined]);
  });

  test('a name without a value, an empty name and stray ampersands', () => {
    const parsed = parseForm('&a&=x&&b=1=2&');
    expect([parsed?.has('a'), parsed?.get('a'), parsed?.get(''), parsed?.get('b')]).toEqual([true, undefined, 'x', '1=2']);
  });

  test('two spellings of one name are one name sent twice', () => {
    expect(parseForm('code=1&%63ode=2')?.repeated).toEqual(new Set(['code']));
  });
});
