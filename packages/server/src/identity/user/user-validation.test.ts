import { expect, test } from 'vitest';
import { checkProfile, checkUserId, type UserProfile } from './user-validation.ts';

test.each(['a', 'Zhang_San-3', '0', 'x'.repeat(64), 'clients', 'client_1', 'systems', 'anonymous-1'])(
  '%s can be a user id',
  (id) => {
    expect(checkUserId(id)).toEqual([]);
  },
);

test.each([
  ['', 'required'],
  ['x'.repeat(65), 'invalid'],
  ['a b', 'invalid'],
  ['张三', 'invalid'],
  ['a.b', 'invalid'],
  ['a\n', 'invalid'],
  ['client-1', 'invalid'],
  ['CLIENT-x', 'invalid'],
  ['system', 'invalid'],
  ['System', 'invalid'],
  ['ANONYMOUS', 'invalid'],
  ['ｓystem', 'invalid'],
  ['ａ', 'invalid'],
])('%j cannot be a user id: %s', (id, code) => {
  expect(checkUserId(id)).toEqual([{ field: 'id', code }]);
});

test('lengths are counted in code points', () => {
  expect(checkProfile({ fullname: '😀'.repeat(128), organization: '部'.repeat(255) })).toEqual([]);
  expect(checkProfile({ fullname: '😀'.repeat(129), organization: '部'.repeat(256) })).toEqual([
    { field: 'fullname', code: 'too_long' },
    { field: 'organization', code: 'too_long' },
  ]);
});

test.each<[Partial<UserProfile>, string, string]>([
  [{ fullname: '' }, 'fullname', 'required'],
  [{ fullname: ' \u3000' }, 'fullname', 'required'],
  [{ fullname: 'a\0b' }, 'fullname', 'invalid'],
  [{ phone: '1\r\n2' }, 'phone', 'invalid'],
  [{ wechat: '\ud800' }, 'wechat', 'invalid'],
  [{ email: 'nobody' }, 'email', 'invalid'],
  [{ email: 'a@b@c' }, 'email', 'invalid'],
  [{ email: `a@${'b'.repeat(254)}` }, 'email', 'too_long'],
  [{ type: 'other' as 'ldap' }, 'type', 'invalid'],
])('%j is refused: %s %s', (profile, field, code) => {
  expect(checkProfile(profile)).toEqual([{ field, code }]);
});

test('an email address may be empty, on an intranet host, or in another script', () => {
  for (const email of ['', 'san@intranet', '张三@例子.中国']) expect(checkProfile({ email })).toEqual([]);
});
