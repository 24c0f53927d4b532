import { expect, test } from 'vitest';
import {
  issuePasswordChangeProof,
  PASSWORD_CHANGE_MS,
  verifyPasswordChangeProof,
} from '../../src/identity/administration/password-change-proof.ts';
import { changeOwnPassword, setPassword } from '../../src/identity/administration/user-password.ts';
import { signIn } from '../../src/identity/credentials/sign-in.ts';
import { startSession } from '../../src/identity/session/sessions.ts';
import { generatePersonalSecret, openPersonalSecret } from '../../src/identity/user/personal-secret.ts';
import type { User } from '../../src/identity/user/user.ts';
import { act, claim, HASHER, IdentityFixture, KEYS, NOW, PASSWORD } from './identity-fixture.ts';

const NEXT = 'ferret trumpet 12 rain';

async function sessions(fixture: IdentityFixture): Promise<string[]> {
  const start = { userId: 'alice', now: NOW, userAgent: '', address: '' };
  const started = await Promise.all([1, 2, 3].map(() => fixture.work((stores) => startSession(stores, start))));
  return started.map(({ session }) => session.id);
}

async function live(fixture: IdentityFixture): Promise<string[]> {
  return (await fixture.work((stores) => stores.sessions.listLive('alice', NOW))).map(({ id }) => id);
}

test("changing one's own password ends all other sessions and every grant, and keeps this session", async () => {
  const fixture = await IdentityFixture.open();
  const user = await fixture.user('alice', { mustChangePassword: true });
  const [keepSession = ''] = await sessions(fixture);
  const grant = await fixture.grant('alice', keepSession);
  const change = { userId: 'alice', provedHash: user.passwordHash, newHash: await HASHER.hash(NEXT), keepSession };
  expect(await fixture.work((stores) => changeOwnPassword(stores, change, act()))).toMatchObject({ ok: true, changed: true });
  expect(await live(fixture)).toEqual([keepSession]);
  expect(await fixture.grantRevokedAt(grant)).toBe(NOW);
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toEqual({ kind: 'refused' });
  expect(await signIn(fixture.context, claim('alice', NEXT))).toMatchObject({ kind: 'signed_in' });
  expect(await fixture.audit('user.password_changed')).toMatchObject([{ userId: 'alice', detail: { by: 'owner' } }]);
});

test('a password that was changed since it was proved is not changed again', async () => {
  const fixture = await IdentityFixture.open();
  const user = await fixture.user('alice');
  const newHash = await HASHER.hash(NEXT);
  const change = { userId: 'alice', provedHash: user.passwordHash, newHash };
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => fixture.work((stores) => changeOwnPassword(stores, change, act()))),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.at(-1)).toEqual({ ok: false, problems: [{ field: 'password', code: 'changed_meanwhile' }] });
});

test.each(['frozen', 'ldap', 'nobody'])('who is not active or has no password cannot change it: %s', async (userId) => {
  const fixture = await IdentityFixture.open();
  const frozen = await fixture.user('frozen', { status: 'frozen' });
  await fixture.user('ldap', { passwordHash: null });
  const change = { userId, provedHash: userId === 'frozen' ? frozen.passwordHash : null, newHash: await HASHER.hash(NEXT) };
  expect(await fixture.work((stores) => changeOwnPassword(stores, change, act()))).toMatchObject({ ok: false });
});

test('a password that an administrator sets ends every session and grant and must be changed', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await sessions(fixture);
  const grant = await fixture.grant('alice');
  const newHash = await HASHER.hash(NEXT);
  expect(await fixture.work((stores) => setPassword(stores, { userId: 'ALICE', newHash }, act()))).toMatchObject({ ok: true });
  expect(await live(fixture)).toEqual([]);
  expect(await fixture.grantRevokedAt(grant)).toBe(NOW);
  expect(await signIn(fixture.context, claim('alice', NEXT))).toMatchObject({ kind: 'must_change_password' });
  expect(await fixture.audit('user.password_changed')).toMatchObject([{ userId: 'alice', detail: { by: 'administrator' } }]);
});

test('an administrator cannot set what is no hash, nor for whom does not exist', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const set = (userId: string, newHash: string | null): Promise<unknown> =>
    fixture.work((stores) => setPassword(stores, { userId, newHash }, act()));
  expect(await set('alice', 'plain')).toEqual({ ok: false, problems: [{ field: 'password', code: 'invalid' }] });
  expect(await set('nobody', null)).toEqual({ ok: false, problems: [{ field: 'id', code: 'unknown' }] });
  expect(await set('alice', null)).toMatchObject({ ok: true, user: { passwordHash: null, mustChangePassword: false } });
});

test('the proof that lets somebody change their password works for ten minutes, for them, until the password is changed', async () => {
  const fixture = await IdentityFixture.open();
  const user = await fixture.user('Alice', { mustChangePassword: true });
  const { mac } = fixture.context;
  const verify = (proof: string, now: number = NOW): Promise<User | undefined> =>
    fixture.work((stores) => verifyPasswordChangeProof(stores, mac, { proof, now }));
  const proof = issuePasswordChangeProof(mac, user, NOW);
  expect((await verify(proof, NOW + PASSWORD_CHANGE_MS - 1))?.id).toBe('Alice');
  expect(await verify(proof, NOW + PASSWORD_CHANGE_MS)).toBeUndefined();
  await fixture.user('bob', { mustChangePassword: true });
  const later = String(NOW + PASSWORD_CHANGE_MS + 1);
  for (const forged of [proof.replace('Alice', 'bob'), proof.replace(/^\d+/, later), '', `${proof}x`]) {
    expect(await verify(forged)).toBeUndefined();
  }
  const newHash = await HASHER.hash(NEXT);
  await fixture.work((stores) => setPassword(stores, { userId: 'alice', newHash, mustChangePassword: true }, act()));
  expect(await verify(proof)).toBeUndefined();
});

test('a personal secret has 256 bits, is stored sealed for its user only, and replaces the one before', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('Alice');
  const generate = (userId: string): Promise<string | undefined> =>
    fixture.work((stores) => generatePersonalSecret(stores, KEYS, { userId, ...act() }));
  const first = await generate('alice');
  const second = await generate('alice');
  expect(second).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(second).not.toBe(first);
  const user = (await fixture.find('alice')) as User;
  expect(user.sealedSecret).not.toContain(second);
  expect(openPersonalSecret(KEYS, user)).toBe(second);
  expect(() => openPersonalSecret(KEYS, { ...user, id: 'bob' })).toThrow();
  expect(openPersonalSecret(KEYS, { ...user, status: 'frozen' })).toBeUndefined();
  expect(await generate('nobody')).toBeUndefined();
  expect(JSON.stringify(await fixture.audit())).not.toContain(second);
});
