import { expect, test } from 'vitest';
import {
  changeUser,
  createUser,
  type NewUser,
  setSystemAdministrator,
  setUserStatus,
  type UserOutcome,
} from '../../src/identity/administration/user-administration.ts';
import { signIn } from '../../src/identity/credentials/sign-in.ts';
import { startSession } from '../../src/identity/session/sessions.ts';
import type { UserStatus } from '../../src/identity/user/user.ts';
import { act, claim, HASHER, IdentityFixture, NOW, PASSWORD } from './identity-fixture.ts';

function create(fixture: IdentityFixture, user: NewUser): Promise<UserOutcome> {
  return fixture.work((stores) => createUser(stores, user, act()));
}

function setStatus(fixture: IdentityFixture, userId: string, status: UserStatus): Promise<UserOutcome> {
  return fixture.work((stores) => setUserStatus(stores, { userId, status }, act(NOW + 1)));
}

function setAdministrator(fixture: IdentityFixture, userId: string, systemAdministrator: boolean): Promise<UserOutcome> {
  return fixture.work((stores) => setSystemAdministrator(stores, { userId, systemAdministrator }, act()));
}

test('a password that an administrator set must be changed at the first sign-in, unless they say otherwise', async () => {
  const fixture = await IdentityFixture.open();
  const passwordHash = await HASHER.hash(PASSWORD);
  expect(await create(fixture, { id: 'a', fullname: 'A', passwordHash })).toMatchObject({
    ok: true,
    user: { mustChangePassword: true },
  });
  expect(await create(fixture, { id: 'b', fullname: 'B', passwordHash, mustChangePassword: false })).toMatchObject({
    ok: true,
    user: { mustChangePassword: false },
  });
  expect(await signIn(fixture.context, claim('a', PASSWORD))).toMatchObject({ kind: 'must_change_password' });
  expect(await signIn(fixture.context, claim('b', PASSWORD))).toMatchObject({ kind: 'signed_in' });
});

test('all that is wrong with a new user is reported at once, by field, and nothing is made', async () => {
  const fixture = await IdentityFixture.open();
  expect(await create(fixture, { id: 'client-1', fullname: '', email: 'x', passwordHash: 'plain text' })).toEqual({
    ok: false,
    problems: [
      { field: 'id', code: 'invalid' },
      { field: 'fullname', code: 'required' },
      { field: 'email', code: 'invalid' },
      { field: 'password', code: 'invalid' },
    ],
  });
  expect(await fixture.audit()).toEqual([]);
});

test('an id that differs in case only is taken, also by a deleted user', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('Alice', { status: 'delete' });
  expect(await create(fixture, { id: 'aLICE', fullname: 'A' })).toEqual({
    ok: false,
    problems: [{ field: 'id', code: 'exists' }],
  });
});

test('what is equal is not touched, and what differs is recorded by name, not by content', async () => {
  const fixture = await IdentityFixture.open();
  const user = await fixture.user('alice', { email: 'alice@example.com' });
  const change = (profile: { fullname?: string; email?: string }): Promise<UserOutcome> =>
    fixture.work((stores) => changeUser(stores, { userId: 'ALICE', profile }, act(NOW + 5)));
  expect(await change({ fullname: user.fullname })).toEqual({ ok: true, user, changed: false });
  expect(await change({ fullname: user.fullname, email: 'a@b' })).toMatchObject({
    ok: true,
    changed: true,
    user: { email: 'a@b' },
  });
  expect(await fixture.find('alice')).toEqual({ ...user, email: 'a@b', updatedAt: NOW + 5 });
  expect(await fixture.audit('user.changed')).toMatchObject([{ userId: 'alice', actor: 'system', detail: { fields: 'email' } }]);
  expect(await change({ email: 'nonsense' })).toEqual({ ok: false, problems: [{ field: 'email', code: 'invalid' }] });
});

test('changes of a user who does not exist are refused', async () => {
  const fixture = await IdentityFixture.open();
  const unknown = { ok: false, problems: [{ field: 'id', code: 'unknown' }] };
  expect(await fixture.work((stores) => changeUser(stores, { userId: 'x', profile: {} }, act()))).toEqual(unknown);
  expect(await setStatus(fixture, 'x', 'frozen')).toEqual(unknown);
  expect(await setAdministrator(fixture, 'x', true)).toEqual(unknown);
});

test.each([
  ['frozen', 'user.changed'],
  ['delete', 'user.deleted'],
] as const)('a user who becomes %s loses sessions and grants at once, and reviving brings none back', async (status, action) => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await fixture.user('bob');
  const start = (userId: string): Promise<unknown> =>
    fixture.work((stores) => startSession(stores, { userId, now: NOW, userAgent: '', address: '' }));
  await Promise.all([start('alice'), start('alice'), start('bob')]);
  const grant = await fixture.grant('alice');
  expect(await setStatus(fixture, 'ALICE', status)).toMatchObject({ ok: true, changed: true, user: { status } });
  expect(await fixture.grantRevokedAt(grant)).toBe(NOW + 1);
  expect(await setStatus(fixture, 'alice', 'active')).toMatchObject({ ok: true, user: { status: 'active' } });
  const live = (userId: string): Promise<unknown[]> => fixture.work((stores) => stores.sessions.listLive(userId, NOW + 1));
  expect(await live('alice')).toHaveLength(0);
  expect(await live('bob')).toHaveLength(1);
  expect(await fixture.audit(action)).toContainEqual(expect.objectContaining({ detail: { status, status_before: 'active' } }));
  expect(await fixture.audit('sessions.ended_all')).toMatchObject([{ detail: { sessions_ended: 2, grants_revoked: 1 } }]);
});

test('a status that is so already is not touched, and one that is none is refused', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  expect(await setStatus(fixture, 'alice', 'active')).toMatchObject({ ok: true, changed: false });
  expect(await setStatus(fixture, 'alice', 'gone' as UserStatus)).toEqual({
    ok: false,
    problems: [{ field: 'status', code: 'invalid' }],
  });
});

test('the last active system administrator cannot be demoted, frozen or deleted', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('root', { systemAdministrator: true });
  await fixture.user('frozen', { systemAdministrator: true, status: 'frozen' });
  for (const status of ['frozen', 'delete'] as const) {
    expect(await setStatus(fixture, 'root', status)).toEqual({
      ok: false,
      problems: [{ field: 'status', code: 'last_administrator' }],
    });
  }
  expect(await setAdministrator(fixture, 'root', false)).toEqual({
    ok: false,
    problems: [{ field: 'systemAdministrator', code: 'last_administrator' }],
  });
  expect(await setAdministrator(fixture, 'frozen', false)).toMatchObject({ ok: true, changed: true });
  await fixture.user('alice');
  expect(await setAdministrator(fixture, 'alice', true)).toMatchObject({ ok: true, changed: true });
  expect(await setAdministrator(fixture, 'root', false)).toMatchObject({ ok: true, changed: true });
  expect(await setAdministrator(fixture, 'alice', false)).toMatchObject({ ok: false });
});

test('of two administrators who are demoted at once one remains', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('a', { systemAdministrator: true });
  await fixture.user('b', { systemAdministrator: true });
  const outcomes = await Promise.all([setAdministrator(fixture, 'a', false), setStatus(fixture, 'b', 'delete')]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await fixture.work((stores) => stores.users.countAdministrators())).toBe(1);
});
