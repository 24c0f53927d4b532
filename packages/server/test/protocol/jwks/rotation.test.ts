import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKey } from '../../../src/signing-keys/rotation.ts';
import { rotateDueKeys } from '../../../src/storage/upkeep/key-rotation.ts';
import { fetchKeySet, makingOf, rotateUnderLoad } from '../../support/key-rotation.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SCHEDULE = { periodMs: 90 * DAY, aheadMs: HOUR };

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const kids = async (): Promise<(string | undefined)[]> =>
  (await fetchKeySet(server)).keys.filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid);
const signer = (): string => server.signingKeys.signer('ES256', server.now()).kid;

describe('rotation by the schedule', () => {
  it('OpenID Connect Core §10.1.1: not one verification fails, by key sets that are up to 59 minutes old', async () => {
    const { verified, kids: signed } = await rotateUnderLoad([server], 30);
    expect(verified).toBeGreaterThan(1_000);
    // The first key of each algorithm, and one more every six hours.
    expect(signed).toBe(3 * 5);
  });

  it('OpenID Connect Core §10.1.1: a key is shown an hour before it signs, and for two days after it retired', async () => {
    const [first] = await kids();
    server.advance(90 * DAY - HOUR);
    await rotateDueKeys(makingOf(server), SCHEDULE, server.now());
    const [second, ...others] = await kids();
    expect([others, signer()]).toEqual([[first], first]);
    server.advance(HOUR);
    expect([await kids(), signer()]).toEqual([[second, first], second]);
    server.advance(2 * DAY - 60_000);
    expect(await kids()).toEqual([second, first]);
    server.advance(60_000);
    expect(await kids()).toEqual([second]);
  });

  it('waits for nothing while the database fails: what is in memory signs and is shown', async () => {
    const before = await fetchKeySet(server);
    const broken = { transact: () => Promise.reject(new Error('down')), read: () => Promise.reject(new Error('down')) };
    server.advance(90 * DAY);
    await expect(rotateDueKeys({ ...makingOf(server), storage: broken }, SCHEDULE, server.now())).rejects.toThrow('down');
    expect([await fetchKeySet(server), signer()]).toEqual([before, before.keys[0]?.kid]);
  });
});

describe('after a compromise', () => {
  it('RFC 7517 §5: a revoked key is shown no more, and nothing it signed is good', async () => {
    const revoke = signer();
    const jwt = server.signingKeys.jwt({ sub: 'alice' }, { algorithm: 'ES256', typ: 'JWT', now: server.now() });
    const maker = { origin: { actor: 'system', address: '', requestId: '' }, now: server.now() };
    const planned = { algorithm: 'ES256', generation: 2, activeFrom: server.now(), revoke } as const;
    const made = await makeKey(makingOf(server), planned, maker);
    expect([signer(), await kids()]).toEqual([made?.kid, [made?.kid]]);
    const verdict = server.signingKeys.verifyOwnJwt(jwt, { typ: 'JWT', now: server.now(), allowExpired: true });
    expect(verdict).toEqual({ ok: false, reason: 'unknown_key' });
  });
});
