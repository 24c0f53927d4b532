import { expect, test } from 'vitest';
import { parseDuration, parseMoment } from './duration.ts';

test.each([
  ['0', 0],
  ['90s', 90],
  ['30m', 1800],
  ['24h', 86_400],
  ['7d', 604_800],
  ['24', undefined],
  ['h', undefined],
  ['-1h', undefined],
  ['1.5h', undefined],
  ['24h ', undefined],
  ['', undefined],
])('the duration %j is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test('a moment is a duration ago, a date, or a time with its offset', () => {
  const now = Date.UTC(2026, 10, 22);
  expect(parseMoment('24h', now)).toBe(Date.UTC(2026, 10, 21));
  expect(parseMoment('2026-11-01', now)).toBe(Date.UTC(2026, 10, 1));
  expect(parseMoment('2026-11-01T08:00:00+08:00', now)).toBe(Date.UTC(2026, 10, 1));
  for (const text of ['yesterday', '2026-11-01T08:00', '2026-13-01', '1']) expect(parseMoment(text, now)).toBeUndefined();
});
