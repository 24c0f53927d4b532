import { expect, test } from 'vitest';
import { quantile, spreadOf } from './statistics.ts';

test('the median of an even number of figures lies between the middle two', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, greatest: 4 });
});

test('a quantile of one figure is that figure', () => {
  expect(quantile([7], 0.99)).toBe(7);
});
