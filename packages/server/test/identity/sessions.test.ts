import { expect, test } from 'vitest';
import { endSession, resolveSession, startSession } from '../../src/identity/session/sessions.ts';
import { act, HOUR, IdentityFixture, MINUTE, NOW } from './identity-fixture.ts';

function start(fixture: IdentityFixture, now: number = NOW, userAgent = 'Browser/1'): ReturnType<typeof startSession> {
  return fixture.work((stores) => startSession(stores, { userId: 'alice', now, userAgent, address: '192.0.2.1' }));
}

async function userOf(fixture: IdentityFixture, token: string, now: number): Promise<string | undefined> {
  return (await fixture.work((stores) => resolveSession(stores, token, now)))?.user.id;
}

test('a session token has 256 bits behind its prefix and id, and only its hash is stored', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { session, token } = await start(fixture);
  expect(token).toMatch(/^hfs_[0-9a-z]{16}[A-Za-z0-9_-]{43}$/);
  expect(JSON.stringify(session)).not.toContain(token.slice(-43));
});

test('a session dies 12 hours after its last use', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { session, token } = await start(fixture);
  expect(await userOf(fixture, token, NOW + 12 * HOUR - 1)).toBe('alice');
  expect(await userOf(fixture, token, NOW + 12 * HOUR)).toBeUndefined();
  await fixture.work((stores) => stores.sessions.touch(session.id, NOW + 6 * HOUR));
  expect(await userOf(fixture, token, NOW + 18 * HOUR - 1)).toBe('alice');
});

test('a session dies after 7 days however much it is used', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { session, token } = await start(fixture);
  const week = NOW + 7 * 24 * HOUR;
  for (let time = NOW; time < week; time += 10 * HOUR) await fixture.work((stores) => stores.sessions.touch(session.id, time));
  expect(await userOf(fixture, token, week - 1)).toBe('alice');
  expect(await userOf(fixture, token, week)).toBeUndefined();
});

test('the use of a session is to be recorded every five minutes at most', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { token } = await start(fixture);
  const needsTouch = async (now: number): Promise<boolean | undefined> =>
    (await fixture.work((stores) => resolveSession(stores, token, now)))?.needsTouch;
  expect(await needsTouch(NOW + 5 * MINUTE - 1)).toBe(false);
  expect(await needsTouch(NOW + 5 * MINUTE)).toBe(true);
});

test('another secret under the same id, and any other string, resolve to nothing', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { token } = await start(fixture);
  const last = token.endsWith('A') ? 'B' : 'A';
  for (const presented of [token.slice(0, -1) + last, token.replace('hfs_', 'hfa_'), `${token} `, '', 'hfs_', '\0'.repeat(63)]) {
    expect(await userOf(fixture, presented, NOW)).toBeUndefined();
  }
});

test.each(['frozen', 'delete'] as const)('a session of a user whose status is %s resolves to nothing', async (status) => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { token } = await start(fixture);
  await fixture.work((stores) => stores.users.update('alice', { status }, NOW));
  expect(await userOf(fixture, token, NOW)).toBeUndefined();
});

test('a user has at most 50 live sessions; the oldest end', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const tokens: string[] = [];
  for (let index = 0; index < 52; index++) tokens.push((await start(fixture, NOW + index)).token);
  expect(await fixture.work((stores) => stores.sessions.listLive('alice', NOW + 60))).toHaveLength(50);
  const alive = await Promise.all(tokens.map((token) => userOf(fixture, token, NOW + 60)));
  expect(alive.map((user) => user !== undefined)).toEqual([false, false, ...Array(50).fill(true)]);
});

test('an ended session resolves to nothing, and what was granted in it is revoked', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { session, token } = await start(fixture);
  const grant = await fixture.grant('alice', session.id);
  const end = { ...act(), session, keepOffline: true };
  expect(await fixture.work((stores) => endSession(stores, end))).toBe('ended');
  expect(await userOf(fixture, token, NOW)).toBeUndefined();
  expect(await fixture.grantRevokedAt(grant)).toBe(NOW);
  expect(await fixture.work((stores) => endSession(stores, end))).toBe('unknown');
  expect(await fixture.audit('session.ended')).toMatchObject([
    { userId: 'alice', detail: { session_id: session.id, grants_revoked: 1 } },
  ]);
});

test("of the browser's description 255 characters are kept, and none that cannot be shown", async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { session } = await start(fixture, NOW, `a\u0000b\r\nc\u202ed\ud800${'😀'.repeat(300)}`);
  expect(session.userAgent).toBe(`abcd${'😀'.repeat(251)}`);
});
