import { expect, test } from 'vitest';
import { clientFailureLimit } from './client-failure-limit.ts';

test('when more are suspect than can be remembered, those of the latest wrong secrets still are', () => {
  const limit = clientFailureLimit();
  const attempt = (clientId: number) => ({ clientId, address: '192.0.2.1', now: 1 });
  for (let client = 0; client < 10_000; client++) limit.suspect(attempt(client));
  // Tries again, and so is no longer the oldest.
  limit.suspect(attempt(0));
  limit.suspect(attempt(10_000));
  for (const client of [0, 5_001, 9_999, 10_000]) expect([client, limit.isSuspect(attempt(client))]).toEqual([client, true]);
  expect(limit.isSuspect(attempt(1))).toBe(false);
});
