import { expect, test } from 'vitest';
import { isFormMediaType } from './media-type.ts';

test.each([
  ['application/x-www-form-urlencoded', true],
  ['Application/X-WWW-Form-URLEncoded', true],
  ['application/x-www-form-urlencoded; charset=UTF-8', true],
  ['application/x-www-form-urlencoded ;charset="utf-8"', true],
  ['application/x-www-form-urlencoded; boundary=x', true],
  ['application/x-www-form-urlencoded; charset=gbk', false],
  ['application/x-www-form-urlencoded, application/json', false],
  ['application/x-www-form-urlencodedx', false],
  ['application/json', false],
  ['', false],
  [undefined, false],
])('RFC 9110 §8.3.1: %j is a form: %s', (header, expected) => {
  expect(isFormMediaType(header)).toBe(expected);
});
