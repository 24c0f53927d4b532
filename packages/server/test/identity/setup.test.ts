import { expect, test } from 'vitest';
import type { OneTimeLinkPurpose } from '../../src/identity/credentials/one-time-link.ts';
import { signIn } from '../../src/identity/credentials/sign-in.ts';
import { startSession } from '../../src/identity/session/sessions.ts';
import { completeSetup } from '../../src/identity/setup/complete-setup.ts';
import { type SetupOutcome, setUp } from '../../src/identity/setup/setup.ts';
import { issueSetupLink, SETUP_LINK_MS } from '../../src/identity/setup/setup-link.ts';
import { act, claim, HASHER, IdentityFixture, NOW, PASSWORD } from './identity-fixture.ts';

function issue(fixture: IdentityFixture, purpose: OneTimeLinkPurpose = 'setup'): Promise<string> {
  return fixture.work((stores) => issueSetupLink(stores, purpose, act()));
}

function complete(fixture: IdentityFixture, token: string, more: Record<string, unknown> = {}): Promise<SetupOutcome> {
  const origin = { actor: 'anonymous', address: '192.0.2.1', requestId: '' };
  return setUp(fixture.context, { token, userId: 'root', fullname: 'Root', password: PASSWORD, now: NOW, origin, ...more });
}

test('a set-up link makes the first system administrator, who then signs in', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  expect(token).toMatch(/^hfl_[0-9a-z]{16}[A-Za-z0-9_-]{43}$/);
  expect(await complete(fixture, ` ${token}\n`)).toMatchObject({
    kind: 'completed',
    user: { id: 'root', systemAdministrator: true, status: 'active', mustChangePassword: false },
  });
  expect(await signIn(fixture.context, claim('root', PASSWORD))).toMatchObject({ kind: 'signed_in' });
  const audit = await fixture.audit();
  expect(audit.map(({ action }) => action)).toEqual([
    'sign_in.succeeded',
    'setup.completed',
    'user.created',
    'setup.link_issued',
  ]);
  expect(JSON.stringify(audit)).not.toContain(token.slice(-43));
});

test('a link works once, for 24 hours', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  expect(await complete(fixture, token, { now: NOW + SETUP_LINK_MS })).toEqual({ kind: 'expired_link' });
  expect(await complete(fixture, token, { now: NOW + SETUP_LINK_MS - 1 })).toMatchObject({ kind: 'completed' });
  expect(await complete(fixture, token, { userId: 'other' })).toEqual({ kind: 'used_link' });
});

test('of many who use a link at once one succeeds', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, index) => complete(fixture, token, { userId: `root${index}` })),
  );
  expect(outcomes.filter(({ kind }) => kind === 'completed')).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === 'used_link')).toHaveLength(9);
  expect(await fixture.work((stores) => stores.users.countAdministrators())).toBe(1);
});

test('who is told that another used the link up meanwhile makes nobody an administrator', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  const passwordHash = await HASHER.hash(PASSWORD);
  const outcome = await fixture.work((stores) => {
    const { oneTimeLinks } = stores;
    const raced = {
      insert: oneTimeLinks.insert.bind(oneTimeLinks),
      find: oneTimeLinks.find.bind(oneTimeLinks),
      revokeAll: oneTimeLinks.revokeAll.bind(oneTimeLinks),
      consume: async () => 'unusable' as const,
    };
    const { users, sessions, throttles, grants, logouts, audit } = stores;
    const given = { token, userId: 'root', fullname: 'Root', passwordHash };
    return completeSetup({ users, sessions, throttles, grants, logouts, audit, oneTimeLinks: raced }, given, act());
  });
  expect(outcome).toEqual({ kind: 'used_link' });
  expect(await fixture.find('root')).toBeUndefined();
});

test('issuing a link makes those before it unusable', async () => {
  const fixture = await IdentityFixture.open();
  const first = await issue(fixture, 'recovery');
  const second = await issue(fixture);
  expect(await complete(fixture, first)).toEqual({ kind: 'used_link' });
  expect(await complete(fixture, second)).toMatchObject({ kind: 'completed' });
});

test('a set-up link no longer works once there is an administrator', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  await fixture.user('boss', { systemAdministrator: true });
  expect(await complete(fixture, token)).toEqual({ kind: 'used_link' });
});

test('mistakes are reported together and do not use the link up', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('taken');
  const token = await issue(fixture);
  expect(await complete(fixture, token, { userId: 'a b', fullname: '', password: 'gR7!x' })).toEqual({
    kind: 'invalid',
    problems: [
      { field: 'id', code: 'invalid' },
      { field: 'fullname', code: 'required' },
      { field: 'password', code: 'too_short' },
    ],
  });
  expect(await complete(fixture, token, { userId: 'TAKEN' })).toEqual({
    kind: 'invalid',
    problems: [{ field: 'id', code: 'exists' }],
  });
  expect(await complete(fixture, token)).toMatchObject({ kind: 'completed' });
});

test('a stranger without a link makes the server hash nothing', async () => {
  const fixture = await IdentityFixture.open();
  const token = await issue(fixture);
  const hasher = { ...HASHER, pending: 0, hash: () => Promise.reject(new Error('hashed')) };
  const broken = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
  for (const presented of [broken, '', 'hfl_', 'x'.repeat(63), token.replace('hfl_', 'hfs_')]) {
    const attempt = { ...claim('', PASSWORD), token: presented, userId: 'root', fullname: 'Root' };
    expect(await setUp({ ...fixture.context, hasher }, attempt)).toEqual({ kind: 'unknown_link' });
  }
});

test('a recovery link gives an existing user a new password and the administration, and ends what they had', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('boss', { systemAdministrator: true });
  await fixture.user('Root', { status: 'frozen', email: 'root@example.com' });
  await fixture.work((stores) => startSession(stores, { userId: 'Root', now: NOW, userAgent: '', address: '' }));
  const grant = await fixture.grant('Root');
  const token = await issue(fixture, 'recovery');
  const password = 'ferret trumpet 12 rain';
  expect(await complete(fixture, token, { fullname: '', password })).toMatchObject({
    kind: 'completed',
    user: { id: 'Root', status: 'active', systemAdministrator: true, fullname: 'Zhang San', email: 'root@example.com' },
  });
  expect(await fixture.work((stores) => stores.sessions.listLive('Root', NOW))).toEqual([]);
  expect(await fixture.grantRevokedAt(grant)).toBe(NOW);
  expect(await signIn(fixture.context, claim('root', PASSWORD))).toEqual({ kind: 'refused' });
  expect(await signIn(fixture.context, claim('root', password))).toMatchObject({ kind: 'signed_in' });
  expect(await fixture.audit('setup.completed')).toMatchObject([{ userId: 'Root', detail: { recovered: true } }]);
});

test('a recovery link makes a new administrator when the user does not exist', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('boss', { systemAdministrator: true });
  expect(await complete(fixture, await issue(fixture, 'recovery'))).toMatchObject({ kind: 'completed', user: { id: 'root' } });
});
