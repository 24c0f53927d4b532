import { expect, test } from 'vitest';
import { classifySqliteError } from './sqlite-error.ts';

const failure = (errcode: number): Error => Object.assign(new Error('of SQLite'), { errcode });

test('an I/O error is fatal, in each of its kinds but one: no room for the index of the log loses nothing', () => {
  for (const kind of [0, 1, 2, 3, 4, 5, 18, 20]) expect(classifySqliteError(failure(10 | (kind << 8)))).toBe('fatal');
  expect(classifySqliteError(failure(10 | (19 << 8)))).toBe('unavailable');
});

test('a full disk and a lock are for later, a broken rule is the statement’s own', () => {
  expect([13, 5, 5 | (2 << 8)].map((code) => classifySqliteError(failure(code)))).toEqual(Array(3).fill('unavailable'));
  expect(classifySqliteError(failure(19 | (8 << 8)))).toBe('statement');
  expect(classifySqliteError(new Error('of ours'))).toBe('statement');
});
