import { expect, test } from 'vitest';
import { checkNewPassword } from './password-rules.ts';

const owner = { userId: 'zhangsan', fullname: '张三 San Zhang', email: 'san.zhang@example.com' };

test.each(['correct horse battery staple', 'otter-violin-77-cloud', '春眠不觉晓处处闻啼鸟', '        ~\t gRn9', 'Wq8 zP2 kX5'])(
  'a password that is long and hard to guess is accepted, whatever characters it has: %s',
  async (password) => {
    expect(await checkNewPassword(password, owner)).toEqual([]);
  },
);

test('fewer than 10 code points are too short, counted after NFKC', async () => {
  expect(await checkNewPassword('gR7!xqP2w', owner)).toEqual(['too_short']);
  expect(await checkNewPassword('', owner)).toEqual(['too_short']);
  expect(await checkNewPassword('😀gR7!xqP2', owner)).toEqual(['too_short']);
  expect(await checkNewPassword('gR7!xqPe\u0301w', owner)).toEqual(['too_short']);
});

test('more than 1,024 bytes are too long, counted after NFKC, and 1,024 are not', async () => {
  const text = 'gR7!xqP2w-'.repeat(103);
  expect(await checkNewPassword(text.slice(0, 1025), owner)).toEqual(['too_long']);
  expect(await checkNewPassword('\ufdfa'.repeat(60), owner)).toEqual(['too_long']);
  const hard = `otter violin 77 cloud ${'kX5 q'.repeat(300)}`;
  expect(await checkNewPassword(hard.slice(0, 1024), owner)).toEqual([]);
});

test.each(['1234567890', 'qwertyuiop', 'QWERTYUIOP', '１２３４５６７８９０', '1q2w3e4r5t'])(
  'a common password is refused: %s',
  async (password) => {
    expect(await checkNewPassword(password, owner)).toEqual(['common']);
  },
);

test.each([
  'zhangsan12',
  'ZhangSan!!!!',
  'san.zhang@example.com',
  'zhangsanzhangsan',
  '张三张三张三张三张三',
  'zhangzhang!',
  'ｚｈａｎｇｓａｎ１２',
])("a password made of its owner's name is refused: %s", async (password) => {
  expect(await checkNewPassword(password, owner)).toContain('contains_name');
});

test('a name among much else is no reason to refuse', async () => {
  expect(await checkNewPassword('zhangsan rides 7 otters', owner)).toEqual([]);
});

test.each([
  'aaaaaaaaaaaaaaaa',
  'abababababab',
  'abcdefghijkl',
  'passwordpassword',
  'p4ssw0rd1234',
  "asdfghjkl;'",
  'a'.repeat(1024),
])('a password that is guessed within a million tries is refused: %.20s', async (password) => {
  const [problem] = await checkNewPassword(password, owner);
  expect(problem).toMatch(/^(guessable|common)$/);
});

test.each([
  '\0\0\0\0\0\0\0\0\0\0\0',
  '__proto__ constructor',
  '\ud800'.repeat(20),
  '$^.*+?()[]{}|\\/',
  '4@8({[</369&#!1/|0$5+72%'.repeat(40),
])('odd input is answered like any other: %j', async (password) => {
  expect(Array.isArray(await checkNewPassword(password, { userId: '.*', fullname: '(', email: '@' }))).toBe(true);
});
