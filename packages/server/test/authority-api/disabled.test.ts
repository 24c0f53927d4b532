import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setClient, setStatus } from '../support/administration.ts';
import { asSession } from '../support/api-callers.ts';
import type { TestClient } from '../support/test-server.ts';
import { AUTHZEN_CALLS } from './contract/calls/authzen-calls.ts';
import { type CallerKind, type ContractCall, ruled, titleOf, type Verdict } from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import { mintToken } from './contract/mint-token.ts';
import { jwtHeaders, pathOfSession, prefixesOf, sendCall, verdictOf } from './contract/send-call.ts';
import { buildWorld, type Who, type World } from './contract/world.ts';

/** Credentials that worked, and what was done so that they must not. */
interface Dead {
  readonly title: string;
  readonly kind: CallerKind;
  readonly headers: Readonly<Record<string, string>>;
}

const EVERY_CALL: readonly ContractCall[] = [...CONTRACT_CALLS, ...AUTHZEN_CALLS];

let world: World;
const dead: Dead[] = [];
beforeAll(async () => {
  world = await buildWorld();
  for (const credentials of [deadUsers, deadClient, deadTokens, deadSessions]) dead.push(...(await credentials()));
}, 60_000);
afterAll(() => world.close());

/** Somebody who may do everything: system administrator and super of the root. */
async function mighty(id: string): Promise<string> {
  await world.server.addUser({ id, systemAdministrator: true });
  await world.change({ kind: 'set_memberships', memberships: [{ roleId: world.roles.root, userId: id, type: 'super' }] });
  return id;
}

async function tokenOf(
  userId: string | null,
  client: TestClient = world.client,
): Promise<Awaited<ReturnType<typeof mintToken>> & Pick<Dead, 'headers'>> {
  const minted = await mintToken(world.server, { clientId: client.id, userId, scope: 'all:all' });
  return { ...minted, headers: { authorization: `Bearer ${minted.token}` } };
}

async function sessionOf(userId: string): Promise<{ readonly id: string; readonly headers: Readonly<Record<string, string>> }> {
  const { cookie, csrf } = await asSession(world.server, userId);
  const [session] = await world.server.storage.read(({ sessions }) => sessions.listLive(userId, world.server.now()));
  return { id: session?.id ?? '', headers: { cookie, 'x-csrf-token': csrf } };
}

async function deadUsers(): Promise<Dead[]> {
  const found: Dead[] = [];
  for (const [title, status] of [
    ['a frozen user', 'frozen'],
    ['a deleted user', 'delete'],
  ] as const) {
    const user = await mighty(`gone-${status}`);
    const [{ headers: token }, { headers: session }] = [await tokenOf(user), await sessionOf(user)];
    await expectAlive([token, session]);
    await setStatus(world.server, user, status);
    found.push({ title: `the token of ${title}`, kind: 'token', headers: token });
    found.push({ title: `the session of ${title}`, kind: 'session', headers: session });
  }
  // Thawing brings back the person, not what they held.
  const thawed = await mighty('thawed');
  const [{ headers: token }, { headers: session }] = [await tokenOf(thawed), await sessionOf(thawed)];
  for (const status of ['frozen', 'active'] as const) await setStatus(world.server, thawed, status);
  found.push({ title: 'the token from before a user was frozen and thawed', kind: 'token', headers: token });
  found.push({ title: 'the session from before a user was frozen and thawed', kind: 'session', headers: session });
  return found;
}

async function deadClient(): Promise<Dead[]> {
  const client = await world.server.addClient({ owner: 'chief', rights: ['users', 'check_password', 'create_clients'] });
  const [ofUser, ofClient] = [await tokenOf('chief', client), await tokenOf(null, client)];
  const jwt = jwtHeaders({ server: world.server, client });
  await expectAlive([ofUser.headers]);
  await setClient(world.server, client, { status: 'disabled' });
  return [
    { title: 'the token of a user by a disabled client', kind: 'token', headers: ofUser.headers },
    { title: 'the token of a disabled client itself', kind: 'client', headers: ofClient.headers },
    { title: 'the JWT of a disabled client', kind: 'client', headers: jwt },
  ];
}

async function deadTokens(): Promise<Dead[]> {
  const now = world.server.now();
  const [revoked, ofGrant, expired] = [await tokenOf('chief'), await tokenOf('chief'), await tokenOf('chief')];
  await expectAlive([revoked.headers, ofGrant.headers]);
  await world.server.storage.transact(async ({ accessTokens, grants }) => {
    await accessTokens.revoke(revoked.id, now);
    await grants.revoke(ofGrant.grantId, now);
  });
  const early = await mintToken(world.server, { clientId: world.client.id, userId: 'chief', scope: 'all:all', lifetime: 0 });
  return [
    { title: 'a token that was revoked', kind: 'token', headers: revoked.headers },
    { title: 'a token whose grant was revoked', kind: 'token', headers: ofGrant.headers },
    { title: 'a token that has expired', kind: 'token', headers: { authorization: `Bearer ${early.token}` } },
    { title: 'a token of which a character is another', kind: 'token', headers: { authorization: flipped(expired.headers) } },
  ];
}

function flipped({ authorization = '' }: Readonly<Record<string, string>>): string {
  return `${authorization.slice(0, -1)}${authorization.endsWith('A') ? 'B' : 'A'}`;
}

async function deadSessions(): Promise<Dead[]> {
  const { id, headers } = await sessionOf('chief');
  await expectAlive([headers]);
  await world.server.storage.transact(({ sessions }) => sessions.end(id, world.server.now()));
  return [{ title: 'a session that has ended', kind: 'session', headers }];
}

async function expectAlive(all: readonly Readonly<Record<string, string>>[]): Promise<void> {
  for (const headers of all) {
    const answer = await sendCall(world, { call: 'GET /user', request: { path: '/user' }, headers, prefix: '/api2' });
    expect(verdictOf(answer)).toBe('ok');
  }
}

describe('disabled means disabled (security §1.2), at every call', () => {
  it.each(EVERY_CALL.map((rule) => [titleOf(rule), rule] as const))('%s', async (_title, rule) => {
    const request = await rule.request(world, 'chief');
    for (const { title, kind, headers } of dead) {
      const path = kind === 'session' ? pathOfSession(rule, request, world.client.id) : request.path;
      for (const prefix of prefixesOf(rule)) {
        const answer = await sendCall(world, { call: rule.call, request: { ...request, path }, headers, prefix });
        expect([title, prefix, verdictOf(answer)]).toEqual([title, prefix, 'nobody']);
      }
    }
  });
});

/** Ways to lose a membership of the root as super, or of the branch by a group. */
const LOSSES: readonly (readonly [title: string, lose: () => Promise<Who>])[] = [
  ['a membership that was ended', async () => lost('ended', { ends: true })],
  ['a membership that has expired', async () => 'former'],
  ['a membership of a role that was deleted', lostWithRole],
  ['a membership by a group that was left', async () => lostWithGroup('groups_left')],
  ['a membership by a group that was taken out of the role', async () => lostWithGroup('group_out')],
];

async function lost(id: string, { ends }: { readonly ends: boolean }): Promise<Who> {
  await world.server.addUser({ id });
  const membership = { roleId: world.roles.root, userId: id };
  await world.change({ kind: 'set_memberships', memberships: [{ ...membership, type: 'super' }] });
  if (ends) await world.change({ kind: 'end_memberships', memberships: [membership] });
  return id as Who;
}

async function lostWithRole(): Promise<Who> {
  await world.server.addUser({ id: 'homeless' });
  const role = { kind: 'add_role', parentId: world.roles.root, name: 'short-lived', description: '' } as const;
  const [roleId = 0] = await world.change(role);
  await world.change({ kind: 'set_memberships', memberships: [{ roleId, userId: 'homeless', type: 'super' }] });
  await world.change({ kind: 'delete_role', roleId });
  return 'homeless' as Who;
}

async function lostWithGroup(id: 'groups_left' | 'group_out'): Promise<Who> {
  await world.server.addUser({ id });
  const name = await world.group('chief');
  const { groupId } = await world.server.storage.transact(async ({ groups }) => {
    const group = await groups.findByName(name);
    await groups.addUser(group?.id ?? 0, id, world.server.now());
    return { groupId: group?.id ?? 0 };
  });
  await world.change({ kind: 'add_groups', roleId: world.roles.branch, groupIds: [groupId] });
  await world.change({ kind: 'remove_groups', roleId: world.roles.branch, groupIds: id === 'group_out' ? [groupId] : [] });
  if (id === 'groups_left')
    await world.server.storage.transact(({ groups }) => groups.removeUser(groupId, id, world.server.now()));
  return id as Who;
}

describe('a right that ended is none: its holder is a stranger at every call', () => {
  it.each(LOSSES)('%s', async (_title, lose) => {
    const who = await lose();
    const { headers } = await tokenOf(who);
    const session = (await sessionOf(who)).headers;
    for (const rule of CONTRACT_CALLS) {
      for (const [kind, shown] of [
        ['token', headers],
        ['session', session],
      ] as const) {
        const request = await rule.request(world, who);
        const path = kind === 'session' ? pathOfSession(rule, request, world.client.id) : request.path;
        const answer = await sendCall(world, { call: rule.call, request: { ...request, path }, headers: shown, prefix: '/api2' });
        const expected: Verdict = ruled(rule, 'stranger', { kind });
        expect([titleOf(rule), kind, verdictOf(answer)]).toEqual([titleOf(rule), kind, expected]);
      }
    }
  });
});

describe('who is not active holds nothing, whoever asks', () => {
  it.each(['frozen', 'delete'] as const)('%s', async (status) => {
    const id = `held-${status}`;
    await world.server.addUser({ id });
    await world.change({ kind: 'set_memberships', memberships: [{ roleId: world.roles.branch, userId: id, type: 'admin' }] });
    const { token } = await mintToken(world.server, { clientId: world.client.id, userId: id, scope: 'all:all' });
    const ask = async (call: string, path: string, body?: unknown): Promise<unknown> => {
      const prefix = path.startsWith('/access/') ? '' : '/api2';
      return JSON.parse((await sendCall(world, { call, request: { path, body }, headers: jwtHeaders(world), prefix })).text);
    };
    const subject = { type: 'user', id };
    const [resource, action] = [{ type: 'doc', id: '1' }, { name: 'read' }];
    const questions = async (): Promise<readonly unknown[]> => [
      await ask('GET', `/checkResource?user_id=${id}&resource_name=doc/1%23read`),
      ((await ask('GET', `/userResources?user_id=${id}`)) as unknown[]).length > 0,
      ((await ask('GET', `/userRoles?user_id=${id}`)) as unknown[]).length > 0,
      ((await ask('GET', `/explain?user_id=${id}&resource_name=doc/1%23read`)) as { decision: string }).decision === 'allow',
      await ask('GET', `/user/check?access_token=${token}&client_id=${world.client.id}&user_id=${id}`),
      ((await ask('POST', '/access/v1/evaluation', { subject, resource, action })) as { decision: boolean }).decision,
      JSON.stringify(await ask('POST', '/access/v1/search/subject', { subject: { type: 'user' }, resource, action })).includes(
        id,
      ),
      JSON.stringify(await ask('POST', '/access/v1/search/resource', { subject, resource: { type: 'doc' }, action })).includes(
        '"1"',
      ),
      JSON.stringify(await ask('POST', '/access/v1/search/action', { subject, resource })).includes('read'),
    ];
    expect(await questions()).toEqual(Array.from({ length: 9 }, () => true));
    await setStatus(world.server, id, status);
    expect(await questions()).toEqual(Array.from({ length: 9 }, () => false));
  });
});
