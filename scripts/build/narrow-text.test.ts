import { expect, test } from 'vitest';
import { narrowText } from './narrow-text.ts';

const padding = ' '.repeat(1_000);

test('the few characters beyond one byte become escapes that mean the same', () => {
  const code = `["postgres://…", \`“a” 𝄞\`, /^[→]$/u.test('→'), /^𝄞$/u.test('𝄞')]${padding}`;
  const narrow = narrowText(code);
  expect(narrow).not.toMatch(/[^\u0000-\u00ff]/);
  expect(new Function(`return ${narrow}`)()).toEqual(new Function(`return ${code}`)());
});

test('a file of Chinese messages stays as it is', () => {
  expect(narrowText("const common = { signIn: '登录', password: '密码' };")).toContain('登录');
});

test('what fits into one byte a character stays as it is', () => {
  expect(narrowText(`'é\\n'${padding}`)).toBe(`'é\\n'${padding}`);
});
