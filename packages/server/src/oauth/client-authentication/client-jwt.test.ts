import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasValidSignature, isTimely, parseClientJwt } from './client-jwt.ts';

const SECRET = 'MA0L8JYSNWO8CLSXZ3OTVG';
const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const key = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

function jwt(claims: unknown, header: unknown = { alg: 'HS256' }, secret: string = SECRET): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

describe('contract §3: the client JWT', () => {
  test('is read as it was written', () => {
    const parsed = parseClientJwt(jwt({ id: '1', time: '1700000000', nonce: 'n', other: [] }), 'id');
    expect(parsed).toMatchObject({ subject: '1', time: 1_700_000_000, nonce: 'n' });
    expect(parsed && hasValidSignature(parsed, key(SECRET))).toBe(true);
    expect(parsed && hasValidSignature(parsed, key(`${SECRET}x`))).toBe(false);
  });

  test('RFC 7515 §2: one spelling of each part: padding, other alphabets and stray bits are refused', () => {
    const [header = '', payload = '', signature = ''] = jwt({ id: '1', time: '1' }).split('.');
    // Of the last character of 22 bytes only two bits count: another one decodes to the same bytes.
    const odd = part('{"alg":"HS256","x":""}');
    const strayBits = odd.slice(0, -1) + String.fromCharCode(odd.charCodeAt(odd.length - 1) + 1);
    expect(Buffer.from(strayBits, 'base64url')).toEqual(Buffer.from(odd, 'base64url'));
    expect(parseClientJwt(`${odd}.${payload}.${signature}`, 'id')).toBeDefined();
    for (const text of [
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}==.${signature}`,
      `${header} .${payload}.${signature}`,
      `${strayBits}.${payload}.${signature}`,
    ]) {
      expect(parseClientJwt(text, 'id')).toBeUndefined();
    }
  });

  test('a member of the prototype is no member', () => {
    expect(parseClientJwt(jwt('{"__proto__":{"id":"1"},"time":"1"}'), 'id')).toBeUndefined();
    expect(parseClientJwt(jwt({ id: '1', time: '1' }, '{"__proto__":{"alg":"HS256"}}'), 'id')).toBeUndefined();
  });

  test('no text whatever makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void parseClientJwt(text, 'id')));
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        (text) => void parseClientJwt(`${part(text)}.${part(text)}.AAAA`, 'id'),
      ),
    );
  });

  test('no payload whatever is read but one with string id and time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (claims) => {
        const parsed = parseClientJwt(jwt(claims), 'id');
        if (parsed !== undefined) expect(claims).toMatchObject({ id: expect.any(String), time: expect.any(String) });
      }),
    );
  });

  test('no header whatever is accepted but one with alg HS256', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (header) => {
        if (parseClientJwt(jwt({ id: '1', time: '1' }, header), 'id') !== undefined)
          expect(header).toMatchObject({ alg: 'HS256' });
      }),
    );
  });

  test.each([
    [0, true],
    [300, true],
    [301, false],
    [-60, true],
    [-61, false],
  ])('valid %i s after time: %s', (age, valid) => {
    expect(isTimely({ time: 1_700_000_000 }, (1_700_000_000 + age) * 1000)).toBe(valid);
  });
});
