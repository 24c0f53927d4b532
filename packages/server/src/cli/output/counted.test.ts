import { expect, test } from 'vitest';
import { counted, firstOf } from './counted.ts';

test('one is counted in the singular, none and many in the plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'group'))).toEqual(['0 groups', '1 group', '2 groups']);
  expect([1, 2].map((count) => counted(count, 'person', 'people'))).toEqual(['1 person', '2 people']);
});

test('of a long list the first are named and the others counted', () => {
  expect(firstOf(['a', 'b'], 3)).toBe('a, b');
  expect(firstOf(['a', 'b', 'c', 'd', 'e'], 3)).toBe('a, b, c, +2');
});
