import { expect, test } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

function read(text: string): object | undefined {
  const members = parseStrictJson(Buffer.from(text));
  return members && Object.fromEntries(members);
}

test('RFC 7519 §4: an object comes back as it is, whatever stands in its strings', () => {
  const values: readonly object[] = [
    {},
    { a: 1, b: [1, { a: 2 }], c: { a: { a: null } } },
    { 'a":': '{"a":1,"a":2}', b: '\\"', c: '}]', 'd ': ':' },
    { list: [{ x: 1 }, { x: 1 }, 'x', 'x'] },
  ];
  for (const value of values) {
    expect(read(JSON.stringify(value))).toEqual(value);
    expect(read(JSON.stringify(value, null, 2))).toEqual(value);
  }
  const members = parseStrictJson(Buffer.from('{"__proto__":1}'));
  expect([...(members ?? [])]).toEqual([['__proto__', 1]]);
});

test('RFC 8725 §2.4: no member stands twice, at any depth, however its name is written', () => {
  const twice = ['{"a":1,"a":1}', '{"a":1,"\\u0061":1}', '{"b":{"a":1,"a" \n:2}}', '{"b":[{"a":1},{"a":1,"c":2,"a":3}]}'];
  for (const text of twice) expect(read(text), text).toBeUndefined();
});

test('what is no object, not UTF-8 or deeper than 10 is nothing', () => {
  for (const text of ['', 'null', '[]', '"a"', '1', '{"a":1}x', '\ufeff{}', '{a:1}', "{'a':1}"]) {
    expect(read(text), text).toBeUndefined();
  }
  expect(parseStrictJson(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined();
  const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect([read(nested(9)) === undefined, read(nested(10)) === undefined]).toEqual([false, true]);
});
