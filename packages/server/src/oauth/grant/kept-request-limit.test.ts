import { expect, test } from 'vitest';
import { KEPT_A_MINUTE, KEPT_IN_ALL, type Keeping, keptRequestLimit, TooManyRequests } from './kept-request-limit.ts';

const NOW = 1_000_000;

function keeping(changes: Partial<Keeping> = {}): Keeping {
  return { kind: 'request', clientId: 1, address: '192.0.2.1', now: NOW, ...changes };
}

/** For how many seconds nothing more is kept; `undefined`: one more was. */
function refused(limit: ReturnType<typeof keptRequestLimit>, one: Keeping): number | undefined {
  try {
    limit.count(one);
    return undefined;
  } catch (error) {
    if (error instanceof TooManyRequests) return error.retryAfterSeconds;
    throw error;
  }
}

test('so many a minute are kept for a client from an address, and then again', () => {
  const limit = keptRequestLimit();
  for (let one = 0; one < KEPT_A_MINUTE.request; one++) expect(refused(limit, keeping())).toBeUndefined();
  expect(refused(limit, keeping({ now: NOW + 1_000 }))).toBe(59);
  for (const other of [{ clientId: 2 }, { address: '192.0.2.2' }, { kind: 'device_code' }] as const) {
    expect(refused(limit, keeping(other))).toBeUndefined();
  }
  expect(refused(limit, keeping({ now: NOW + 60_000 }))).toBeUndefined();
});

test('RFC 4291 §2.5.4: the addresses of one /64 count together', () => {
  const limit = keptRequestLimit();
  const at = (host: number): Keeping => keeping({ address: `2001:db8::${host.toString(16)}` });
  for (let host = 1; host <= KEPT_A_MINUTE.request; host++) expect(refused(limit, at(host))).toBeUndefined();
  expect(refused(limit, at(999))).toBe(60);
});

test('of a kind there are not more than so many in all while they live, from however many addresses', () => {
  const limit = keptRequestLimit();
  const from = (index: number, now: number): Keeping =>
    keeping({ address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, now });
  for (let index = 0; index < KEPT_IN_ALL; index++) expect(refused(limit, from(index, NOW))).toBeUndefined();
  expect(refused(limit, from(KEPT_IN_ALL, NOW + 60_000))).toBe(540);
  expect(refused(limit, keeping({ kind: 'device_code' }))).toBeUndefined();
  expect(refused(limit, from(KEPT_IN_ALL, NOW + 600_000))).toBeUndefined();
});

test('a clock that is set back does not keep anybody out for long', () => {
  const limit = keptRequestLimit();
  for (let one = 0; one < KEPT_A_MINUTE.request; one++) limit.count(keeping());
  expect(refused(limit, keeping({ now: NOW - 500_000 }))).toBeUndefined();
});
