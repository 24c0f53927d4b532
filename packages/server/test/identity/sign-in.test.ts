import { hash as bcryptHash } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { setUserStatus } from '../../src/identity/administration/user-administration.ts';
import { setPassword } from '../../src/identity/administration/user-password.ts';
import { HashingBusy } from '../../src/identity/credentials/hashing/bounded-queue.ts';
import { createPasswordHasher, type PasswordHasher } from '../../src/identity/credentials/password-hasher.ts';
import { checkPassword, type SignedIn, type SignInOutcome, signIn } from '../../src/identity/credentials/sign-in.ts';
import { resolveSession } from '../../src/identity/session/sessions.ts';
import { act, claim, HASHER, IdentityFixture, MINUTE, NOW, PASSWORD } from './identity-fixture.ts';

function signedIn(outcome: SignInOutcome): SignedIn {
  if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
  return outcome;
}

async function fail(fixture: IdentityFixture, times: number, more: Parameters<typeof claim>[2] = {}): Promise<SignInOutcome[]> {
  const outcomes: SignInOutcome[] = [];
  for (let time = 0; time < times; time++) outcomes.push(await signIn(fixture.context, claim('alice', 'wrong', more)));
  return outcomes;
}

/** Attempts from addresses that are all different, as a botnet makes them. */
async function failFromEverywhere(fixture: IdentityFixture, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await fail(fixture, 1, { origin: { actor: 'anonymous', address: `203.0.113.${time}`, requestId: '' } });
  }
}

test('the right password starts a session that resolves to the user', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('Alice');
  const outcome = signedIn(await signIn(fixture.context, claim(' aLICE ', PASSWORD)));
  expect(outcome.user.id).toBe('Alice');
  const resolved = await fixture.work((stores) => resolveSession(stores, outcome.token, NOW));
  expect(resolved?.user.id).toBe('Alice');
  expect(await fixture.audit('sign_in.succeeded')).toMatchObject([{ actor: 'Alice', userId: 'Alice', address: '198.51.100.7' }]);
});

test('every sign-in makes a session with another id and secret', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const first = signedIn(await signIn(fixture.context, claim('alice', PASSWORD)));
  const second = signedIn(await signIn(fixture.context, claim('alice', PASSWORD)));
  expect(second.session.id).not.toBe(first.session.id);
  expect(second.token).not.toBe(first.token);
});

test('a wrong password, and a user who is unknown, frozen, deleted or without password, are all answered the same', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await fixture.user('frozen', { status: 'frozen' });
  await fixture.user('deleted', { status: 'delete' });
  await fixture.user('ldap', { passwordHash: null });
  for (const claimed of [
    claim('alice', 'wrong'),
    ...['frozen', 'deleted', 'ldap', 'nobody'].map((name) => claim(name, PASSWORD)),
  ]) {
    expect(await signIn(fixture.context, claimed)).toEqual({ kind: 'refused' });
  }
  const reasons = (await fixture.audit('sign_in.failed')).map(({ userId, detail }) => [userId, detail['reason']]);
  expect(reasons.reverse()).toEqual([
    ['alice', 'wrong_password'],
    ['frozen', 'not_active'],
    ['deleted', 'not_active'],
    ['ldap', 'no_password'],
    [null, 'unknown_user'],
  ]);
});

test('one verification is made for every attempt, whether the user exists or not', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await fixture.user('frozen', { status: 'frozen' });
  const calls: string[] = [];
  const hasher: PasswordHasher = {
    ...HASHER,
    pending: 0,
    verify: (...given) => {
      calls.push('verify');
      return HASHER.verify(...given);
    },
    verifyDummy: (password) => {
      calls.push('dummy');
      return HASHER.verifyDummy(password);
    },
  };
  for (const name of ['alice', 'frozen', 'nobody', 'x'.repeat(10_000), '\0']) {
    await signIn({ ...fixture.context, hasher }, claim(name, 'wrong'));
  }
  expect(calls).toEqual(['verify', 'dummy', 'dummy', 'dummy', 'dummy']);
});

test('what was typed as the name of an unknown user is recorded nowhere: it may be a password', async () => {
  const fixture = await IdentityFixture.open();
  await signIn(fixture.context, claim('my-secret-canary', 'another-canary'));
  expect(JSON.stringify(await fixture.audit())).not.toContain('canary');
});

test('ten wrong passwords are answered; then even the right one is throttled, until the delay is over', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  expect(await fail(fixture, 10)).toEqual(Array(10).fill({ kind: 'refused' }));
  expect(await signIn(fixture.context, claim('ALICE', PASSWORD))).toEqual({ kind: 'throttled', retryAt: NOW + 30_000 });
  expect(await signIn(fixture.context, claim('alice', PASSWORD, { now: NOW + 30_000 }))).toMatchObject({ kind: 'signed_in' });
});

test('an unknown user name is throttled like a known one', async () => {
  const fixture = await IdentityFixture.open();
  for (let time = 0; time < 10; time++) await signIn(fixture.context, claim('nobody', 'wrong'));
  expect(await signIn(fixture.context, claim('nobody', 'wrong'))).toEqual({ kind: 'throttled', retryAt: NOW + 30_000 });
});

test('reaching a limit is recorded once, and a flood of denied attempts writes nothing', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await fail(fixture, 30);
  expect(await fixture.audit('sign_in.failed')).toHaveLength(10);
  expect(await fixture.audit('sign_in.throttled')).toMatchObject([
    { userId: 'alice', detail: { scope: 'account', until: NOW + 30_000 } },
  ]);
});

test('of many attempts at once no more than ten are verified', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const outcomes = await Promise.all(Array.from({ length: 25 }, () => signIn(fixture.context, claim('alice', 'wrong'))));
  expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(10);
  expect(outcomes.filter(({ kind }) => kind === 'throttled')).toHaveLength(15);
});

test('thirty failures from one address, whatever the user names, deny it for the rest of ten minutes', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  for (let time = 0; time < 30; time++) await signIn(fixture.context, claim(`user-${time}`, 'wrong'));
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toEqual({ kind: 'throttled', retryAt: NOW + 10 * MINUTE });
  const mapped = { origin: { actor: 'anonymous', address: '::ffff:198.51.100.7', requestId: '' } };
  expect(await signIn(fixture.context, claim('alice', PASSWORD, mapped))).toMatchObject({ kind: 'throttled' });
});

test('an attacker who signs in as themself in between gets no further guesses from that address', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('mallory');
  let guesses = 0;
  for (let time = 0; time < 60; time++) {
    if ((await signIn(fixture.context, claim(`user-${time}`, 'wrong'))).kind === 'refused') guesses++;
    await signIn(fixture.context, claim('mallory', PASSWORD));
  }
  expect(guesses).toBe(30);
});

test('nobody can lock somebody else out: a browser that signed in before is counted on its own', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { deviceToken } = signedIn(await signIn(fixture.context, claim('alice', PASSWORD)));
  await failFromEverywhere(fixture, 40);
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({ kind: 'throttled' });
  expect(await signIn(fixture.context, claim('alice', PASSWORD, { deviceToken }))).toMatchObject({ kind: 'signed_in' });
});

test('a neighbour at the same address cannot lock a known browser out either', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const { deviceToken } = signedIn(await signIn(fixture.context, claim('alice', PASSWORD)));
  for (let time = 0; time < 40; time++) await signIn(fixture.context, claim(`user-${time}`, 'wrong'));
  expect(await signIn(fixture.context, claim('alice', PASSWORD, { deviceToken }))).toMatchObject({ kind: 'signed_in' });
});

test('a known browser has ten guesses too, and is known for nobody else', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  await fixture.user('mallory');
  const { deviceToken } = signedIn(await signIn(fixture.context, claim('mallory', PASSWORD)));
  await fail(fixture, 10, { deviceToken });
  expect(await fail(fixture, 1, { deviceToken })).toMatchObject([{ kind: 'throttled' }]);
  for (let time = 0; time < 10; time++) await signIn(fixture.context, claim('mallory', 'wrong', { deviceToken }));
  expect(await signIn(fixture.context, claim('mallory', PASSWORD, { deviceToken }))).toMatchObject({ kind: 'throttled' });
});

test('a full hashing queue refuses as busy and counts nothing', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const busy = (): Promise<never> => Promise.reject(new HashingBusy(2));
  const hasher: PasswordHasher = { hash: busy, verify: busy, verifyDummy: busy, pending: 9 };
  for (let time = 0; time < 40; time++) {
    await expect(signIn({ ...fixture.context, hasher }, claim('alice', PASSWORD))).rejects.toThrow(HashingBusy);
  }
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({ kind: 'signed_in' });
});

test('an attempt whose verification broke stays counted', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const broken = (): Promise<never> => Promise.reject(new Error('broken'));
  const hasher: PasswordHasher = { hash: broken, verify: broken, verifyDummy: broken, pending: 0 };
  for (let time = 0; time < 10; time++)
    await expect(signIn({ ...fixture.context, hasher }, claim('alice', 'x'))).rejects.toThrow('broken');
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({ kind: 'throttled' });
});

test('an imported bcrypt hash signs in once and is argon2id from then on', async () => {
  const fixture = await IdentityFixture.open();
  const imported = Buffer.from(await bcryptHash(PASSWORD, 4)).toString('base64');
  await fixture.user('alice', { passwordHash: imported });
  expect(await signIn(fixture.context, claim('alice', 'wrong'))).toEqual({ kind: 'refused' });
  expect((await fixture.find('alice'))?.passwordHash).toMatch(/^\$2b\$/);
  const { user } = signedIn(await signIn(fixture.context, claim('alice', PASSWORD)));
  expect(user.passwordHash).toMatch(/^\$argon2id\$/);
  expect((await fixture.find('alice'))?.passwordHash).toBe(user.passwordHash);
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({ kind: 'signed_in' });
});

test('a hash with other parameters is made anew at sign-in', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const parameters = { memoryCost: 64, timeCost: 2, parallelism: 1 };
  const hasher = createPasswordHasher({ parallelism: 1, queueLimit: 9, parameters });
  await signIn({ ...fixture.context, hasher }, claim('alice', PASSWORD));
  expect((await fixture.find('alice'))?.passwordHash).toMatch(/t=2/);
});

test('a password that must be changed starts no session', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice', { mustChangePassword: true });
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({
    kind: 'must_change_password',
    user: { id: 'alice' },
  });
  expect(await fixture.work((stores) => stores.sessions.listLive('alice', NOW))).toEqual([]);
});

test('checking a password starts no session and is throttled like a sign-in', async () => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  expect(await checkPassword(fixture.context, claim('alice', PASSWORD))).toMatchObject({
    kind: 'signed_in',
    user: { id: 'alice' },
  });
  expect(await fixture.work((stores) => stores.sessions.listLive('alice', NOW))).toEqual([]);
  for (let time = 0; time < 10; time++)
    expect(await checkPassword(fixture.context, claim('alice', 'wrong'))).toEqual({ kind: 'refused' });
  expect(await signIn(fixture.context, claim('alice', PASSWORD))).toMatchObject({ kind: 'throttled' });
});

test.each<[string, (fixture: IdentityFixture) => Promise<unknown>]>([
  ['frozen', (fixture) => fixture.work((stores) => setUserStatus(stores, { userId: 'alice', status: 'frozen' }, act()))],
  [
    'given another password',
    async (fixture) => {
      const newHash = await HASHER.hash('another password');
      return fixture.work((stores) => setPassword(stores, { userId: 'alice', newHash }, act()));
    },
  ],
])('who is %s while the password is verified is refused', async (_what, meanwhile) => {
  const fixture = await IdentityFixture.open();
  await fixture.user('alice');
  const hasher: PasswordHasher = {
    ...HASHER,
    pending: 0,
    async verify(hash, password) {
      const verdict = await HASHER.verify(hash, password);
      await meanwhile(fixture);
      return verdict;
    },
  };
  expect(await signIn({ ...fixture.context, hasher }, claim('alice', PASSWORD))).toEqual({ kind: 'refused' });
  expect(await fixture.work((stores) => stores.sessions.listLive('alice', NOW))).toEqual([]);
});
