import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { effectivePermissions } from '../../src/authority/effective-permissions.ts';
import { eraseUser } from '../../src/cli/operations/erasure/erase-user.ts';
import { lookAtErasure } from '../../src/cli/operations/erasure/look-at-erasure.ts';
import { execute, type OperationContext } from '../../src/cli/operations/operation.ts';
import type { AuditEvent } from '../../src/observability/audit.ts';
import { verifyAll } from '../storage/suite/audit-chain-suite.ts';
import { asSession, asUser } from '../support/api-callers.ts';
import { change, PERSON, type PersonsWorld, personsWorld, TRACES, tablesWith, textsInFile } from './erasable-person.ts';

let world: PersonsWorld;
beforeEach(async () => {
  world = await personsWorld();
});
afterEach(() => world.server.close());

async function erase(context: OperationContext = world.context, id: string = PERSON.id): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { next }: { next: string | null } = await execute(eraseUser, context, { id, after });
    after = next ?? undefined;
  }
}

async function expectIntactChains(): Promise<void> {
  const { storage } = world.server;
  const chains = await storage.read(({ audit }) => audit.chains());
  expect(chains).toEqual([0, world.client.id]);
  for (const chain of chains) expect(await verifyAll(storage, chain, 7)).toMatchObject({ kind: 'intact' });
}

/** The context of a command that is killed after so many commits. */
function killedAfter(commits: number): OperationContext {
  const { storage } = world.context;
  let left = commits;
  const transact: typeof storage.transact = async (work) => {
    const done = await storage.transact(work);
    left -= 1;
    if (left < 0) throw new Error('killed');
    return done;
  };
  return { ...world.context, storage: { ...storage, transact, read: (work) => storage.read(work) } };
}

describe('erasing a person', () => {
  test('leaves nothing of them in any table, nor in the file, and every audit chain verifies', async () => {
    const tables = new Set(tablesWith(world.server, TRACES).map((found) => found.split(':')[0]));
    for (const name of [
      'users',
      'sessions',
      'grants',
      'access_tokens',
      'clients',
      'groups',
      'group_users',
      'role_users',
      'roles',
    ])
      expect(tables).toContain(name);
    for (const name of ['resources', 'throttles', 'audit', 'audit_mentions', 'audit_salts', 'consents'])
      expect(tables).toContain(name);
    await erase();
    expect(tablesWith(world.server, TRACES)).toEqual([]);
    await expectIntactChains();
    await world.server.stop();
    expect(textsInFile(world.server, TRACES)).toEqual([]);
    expect(textsInFile(world.server, ['bob'])).toEqual(['bob']);
  });

  test('ends what they hold at once, in memory too, where another name stands for them', async () => {
    const { server, client, rootId } = world;
    const person = await asUser(server, client, { id: PERSON.id });
    expect((await person('GET', '/user')).status).toBe(200);
    const before = await server.authorities.state({ clientId: client.id });
    expect(before && effectivePermissions(before, PERSON.id, server.now()).size).toBe(1);
    await erase();
    expect((await person('GET', '/user')).status).toBe(401);
    const state = await server.authorities.state({ clientId: client.id });
    expect(state && effectivePermissions(state, PERSON.id, server.now()).size).toBe(0);
    expect([...(state?.membershipsOf(rootId) ?? [])]).toMatchObject([{ userId: 'bob', grantedBy: expect.stringMatching(/^~/) }]);
    const [role] = [...(state?.roles() ?? [])].filter(({ name }) => name === 'made');
    expect(role?.createdBy).toMatch(/^~[0-9a-z]+$/);
  });

  test('shows them as erased in GET /api/audit, with one row that says that somebody was', async () => {
    await erase();
    const root = await asSession(world.server, 'root');
    const { body } = await root('GET', '/audit?page_size=200');
    expect(JSON.stringify(body).toLowerCase()).not.toContain('mallory');
    const rows: { action: string; user_id: string | null; detail: object }[] = body.data;
    expect(rows.filter(({ action }) => action === 'user.created')).toContainEqual(
      expect.objectContaining({ user_id: expect.stringMatching(/^~[0-9a-f]{64}$/), detail: {} }),
    );
    expect(rows.filter(({ action }) => action === 'user.erased')).toMatchObject([{ actor: 'system', user_id: null }]);
    expect((await root('GET', `/audit?user_id=${PERSON.id}`)).body.data).toEqual([]);
  });

  test('gives what they own to the system, and says so before, with the clients that lose their last super', async () => {
    const fullname = (await world.server.storage.read(({ clients }) => clients.find(world.client.id)))?.fullname;
    expect(await execute(lookAtErasure, world.context, { id: 'MALLORY-77' })).toEqual({
      id: PERSON.id,
      is_gone: false,
      is_complete: false,
      roles: [{ client: fullname, roles: 1 }],
      groups: ['friends'],
      sessions: 2,
      clients_with_tokens: [fullname],
      clients_without_super: [fullname],
      groups_owned: ['friends'],
      clients_owned: [fullname],
    });
    await erase();
    const { storage } = world.server;
    const [group, client] = await storage.read(async ({ groups, clients }) => [
      await groups.findByName('friends'),
      await clients.find(world.client.id),
    ]);
    expect(group?.owner).toBe('system');
    expect(client?.owner).toBe('');
    expect(await storage.read(({ groups }) => groups.usersOf(group?.id ?? 0))).toEqual(['bob']);
    const root = await asSession(world.server, 'root');
    expect((await root('DELETE', '/groupuser', { group: 'friends', user: 'bob' })).status).toBe(200);
  });

  test('gives their id to nobody else, in any spelling, whoever asks', async () => {
    await erase();
    const root = await asSession(world.server, 'root');
    for (const id of [PERSON.id, 'MALLORY-77']) {
      expect(await root('POST', '/users', { id, fullname: 'Another' })).toMatchObject({ status: 409 });
      await expect(world.server.addUser({ id })).rejects.toThrow('exists');
    }
    expect((await root('POST', '/users', { id: 'mallory-78', fullname: 'Another' })).status).toBe(200);
  });

  test('is completed by doing it again, wherever it was killed and however the id is spelled', async () => {
    let kills = 0;
    for (let commits = 0; ; commits++) {
      try {
        await erase(killedAfter(commits), commits % 2 === 0 ? PERSON.id : PERSON.id.toUpperCase());
        break;
      } catch (error) {
        expect(error).toMatchObject({ message: 'killed' });
        kills += 1;
        await expectIntactChains();
      }
    }
    expect(kills).toBeGreaterThanOrEqual(5);
    expect(tablesWith(world.server, TRACES)).toEqual([]);
    await expectIntactChains();
    expect(await execute(lookAtErasure, world.context, { id: PERSON.id })).toMatchObject({ is_gone: true });
    await erase();
    await expectIntactChains();
  });

  test('reaches an audit row that was begun before it and came in behind it', async () => {
    const { storage } = world.server;
    let commits = 0;
    const transact: typeof storage.transact = async (work) => {
      const done = await storage.transact(work);
      const [oldest] = (await storage.read(({ audit }) => audit.list({ limit: 200 }))).slice(-1);
      if ((await storage.read(({ users }) => users.find(PERSON.id))) === undefined) commits += 1;
      // The first removed their row, the second looked at all audit rows there were.
      if (commits === 2) await storage.transact(({ audit }) => audit.append(before(oldest)));
      return done;
    };
    await erase({ ...world.context, storage: { ...storage, transact, read: (work) => storage.read(work) } });
    expect(commits).toBeGreaterThan(3);
    expect(tablesWith(world.server, TRACES)).toEqual([]);
    await expectIntactChains();
  });

  test('is refused for the last active system administrator and for nobody, and changes nothing then', async () => {
    for (const id of ['root', 'nobody']) {
      await expect(erase(world.context, id)).rejects.toThrow(id === 'root' ? 'last active system administrator' : 'no such user');
      await expect(execute(lookAtErasure, world.context, { id })).rejects.toThrow();
    }
    expect(await world.server.storage.read(({ users }) => users.find('root'))).toMatchObject({ status: 'active' });
    await world.server.addUser({ id: 'other', systemAdministrator: true });
    await erase(world.context, 'root');
    expect(await world.server.storage.read(({ users }) => users.find('root'))).toBeUndefined();
  });

  test('history goes on to tell that there was somebody, and restoring it brings nobody back', async () => {
    const { server, client, rootId } = world;
    const then = server.now();
    server.advance(1_000);
    await change(world, { kind: 'set_memberships', memberships: [{ roleId: rootId, userId: 'bob', type: 'super' }] });
    await erase();
    server.advance(1_000);
    const was = await server.authorities.state({ clientId: client.id, at: then });
    const [somebody] = [...(was?.membershipsOf(rootId) ?? [])].filter(({ userId }) => userId !== 'bob');
    expect(somebody).toMatchObject({ userId: expect.stringMatching(/^~/), type: 'super' });
    const bob = await asUser(server, client, { id: 'bob' });
    const [roleId] = was?.childrenOf(rootId) ?? [];
    const at = encodeURIComponent(new Date(then).toISOString());
    expect((await bob('POST', `/roles/${roleId}/restore?at=${at}`)).status).toBe(200);
    const now = await server.authorities.state({ clientId: client.id });
    expect([...(now?.users() ?? [])]).toEqual(['bob']);
  });
});

/** An audit row of the person that stands before all others. */
function before(oldest: AuditEvent | undefined): AuditEvent {
  if (oldest === undefined) throw new Error('there is no audit row');
  return { ...oldest, id: '0', action: 'sign_in.failed', userId: PERSON.id, actor: PERSON.id, detail: {}, clientId: null };
}
