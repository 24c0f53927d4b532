import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Authorities, ChangeRequest } from '../../src/authority/authorities.ts';
import type { AuthorityChange } from '../../src/authority/change.ts';
import { effectivePermissions } from '../../src/authority/effective-permissions.ts';
import { effectiveType } from '../../src/authority/effective-type.ts';
import { createAuthorities } from '../../src/authority/read-model/create-authorities.ts';
import { ReadModel } from '../../src/authority/read-model/read-model.ts';
import { observedStorage } from '../../src/storage/observed-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { setStatus } from '../support/administration.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

const ORIGIN = { actor: 'system', address: '', requestId: '' };

let server: TestServer;
let client: TestClient;
let loads: number;
let storage: Storage;
let authorities: Authorities;

/** The server's own database under a read model of the test's, which counts what it reads. */
beforeEach(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss' });
  loads = 0;
  const model = new ReadModel({
    loadRows: (id) => {
      loads += 1;
      return server.storage.read((stores) => stores.authority.loadRows(id));
    },
    loadPeople: () => server.storage.read((stores) => stores.authority.loadPeople()),
  });
  storage = observedStorage(server.storage, (what) => model.committed(what));
  authorities = createAuthorities({ storage, model, wait: async () => undefined });
});
afterEach(() => server.close());

function request(change: AuthorityChange): ChangeRequest {
  const actor = { kind: 'system', name: 'system' } as const;
  return { clientId: client.id, actor, change, origin: ORIGIN, call: 'test', now: server.now(), dryRun: false };
}

async function made(change: AuthorityChange): Promise<number> {
  const outcome = await authorities.change(request(change));
  if (outcome?.kind !== 'changed') throw new Error(JSON.stringify(outcome));
  return outcome.newIds[0] ?? 0;
}

async function root(): Promise<number> {
  return (await authorities.state({ clientId: client.id }))?.rootId ?? 0;
}

describe('the read model (architecture.md §4)', () => {
  it('is built once, and then changed by what commits', async () => {
    const parentId = await root();
    for (const name of ['a', 'b', 'c']) await made({ kind: 'add_role', parentId, name, description: '' });
    const state = await authorities.state({ clientId: client.id });
    expect([...(state?.roles() ?? [])].map(({ name }) => name)).toEqual([expect.stringMatching(/-root$/), 'a', 'b', 'c']);
    expect(loads).toBe(1);
  });

  it('stays as it was when a write fails', async () => {
    const parentId = await root();
    const before = await authorities.state({ clientId: client.id });
    const failing = observedStorage(
      {
        ...storage,
        read: (work) => storage.read(work),
        transact: (work) =>
          storage.transact(async (stores) => {
            await work(stores);
            throw new Error('the disk is full');
          }),
      },
      () => {
        throw new Error('nothing was committed');
      },
    );
    const model = new ReadModel({
      loadRows: (id) => server.storage.read((stores) => stores.authority.loadRows(id)),
      loadPeople: () => server.storage.read((stores) => stores.authority.loadPeople()),
    });
    const broken = createAuthorities({ storage: failing, model });
    await expect(broken.change(request({ kind: 'add_role', parentId, name: 'a', description: '' }))).rejects.toThrow('disk');
    const after = await broken.state({ clientId: client.id });
    expect([after?.epoch, after?.childrenOf(parentId)]).toEqual([before?.epoch, []]);
  });

  it('is not changed by a refusal, nor by a dry run', async () => {
    const parentId = await root();
    const before = await authorities.state({ clientId: client.id });
    const refused = await authorities.change(request({ kind: 'delete_role', roleId: parentId }));
    expect(refused).toMatchObject({ kind: 'refused', epoch: before?.epoch, decision: { kind: 'forbidden', rule: 1 } });
    await authorities.change({ ...request({ kind: 'add_role', parentId, name: 'a', description: '' }), dryRun: true });
    const after = await authorities.state({ clientId: client.id });
    expect([after?.epoch, after?.childrenOf(parentId)]).toEqual([before?.epoch, []]);
    expect(await server.storage.read((stores) => stores.authority.epoch(client.id))).toBe(before?.epoch);
  });

  it('learns of what others wrote through the same storage', async () => {
    const parentId = await root();
    await storage.transact(async ({ authority }) => {
      await authority.lock(client.id);
      const effect = { kind: 'role_begins', key: { newId: 0 }, name: 'x', description: '', parentId } as const;
      await authority.write({ clientId: client.id, by: 'system', at: server.now() }, [effect]);
    });
    expect((await authorities.state({ clientId: client.id }))?.childrenOf(parentId)).toHaveLength(1);
    expect(loads).toBe(1);
  });

  it('reads anew what it has not heard of, before it answers from after an epoch', async () => {
    const parentId = await root();
    // Past the read model: as another node would.
    await server.storage.transact(async ({ authority }) => {
      const epoch = await authority.lock(client.id);
      const effect = { kind: 'role_begins', key: { newId: 0 }, name: 'x', description: '', parentId } as const;
      await authority.write({ clientId: client.id, by: 'system', at: server.now() }, [effect]);
      expect(epoch).toBe(2);
    });
    const state = await authorities.state({ clientId: client.id, notBefore: 2 });
    expect([state?.epoch, state?.childrenOf(parentId).length]).toEqual([2, 1]);
    await expect(authorities.state({ clientId: client.id, notBefore: 3 })).rejects.toThrow('epoch');
  });

  it('decides on what is stored when it has missed something', async () => {
    const parentId = await root();
    await server.storage.transact(({ authority }) => authority.lock(client.id));
    await made({ kind: 'add_role', parentId, name: 'a', description: '' });
    expect((await authorities.state({ clientId: client.id }))?.epoch).toBe(3);
  });

  it('lets a frozen user hold nothing, and a revived one hold it again', async () => {
    const id = await made({ kind: 'add_resources', resources: [{ name: 'r', description: '', data: '' }] });
    const held = async (): Promise<number[]> => {
      const state = await authorities.state({ clientId: client.id });
      return state === undefined ? [] : [...effectivePermissions(state, 'boss', server.now())];
    };
    expect(await held()).toEqual([id]);
    await setStatus({ ...server, storage }, 'BOSS', 'frozen');
    expect(await held()).toEqual([]);
    await setStatus({ ...server, storage }, 'boss', 'active');
    expect([await held(), loads]).toEqual([[id], 1]);
  });

  it('serialises changes that race: each is decided on what the one before it left', async () => {
    const parentId = await root();
    const names = Array.from({ length: 20 }, (_, index) => `role-${index}`);
    await Promise.all(names.map((name) => made({ kind: 'add_role', parentId, name, description: '' })));
    const state = await authorities.state({ clientId: client.id });
    expect([state?.epoch, state?.childrenOf(parentId).length]).toEqual([21, 20]);
    const stored = await server.storage.read((stores) => stores.authority.load(client.id));
    expect([...(stored?.roles() ?? [])]).toEqual([...(state?.roles() ?? [])]);
  });

  it('of a client that is deleted holds nothing', async () => {
    await root();
    await storage.transact(({ clients }) => clients.delete(client.id));
    expect(await authorities.state({ clientId: client.id })).toBeUndefined();
    expect(await authorities.change(request({ kind: 'delete_role', roleId: 1 }))).toBeUndefined();
  });

  it('keeps to its bound by forgetting whom it used longest ago', async () => {
    const small = new ReadModel(
      {
        loadRows: (id) => server.storage.read((stores) => stores.authority.loadRows(id)),
        loadPeople: () => server.storage.read((stores) => stores.authority.loadPeople()),
      },
      { rows: 4 },
    );
    const other = await server.addClient();
    await small.state(client.id);
    expect(small.held(client.id)).toBeDefined();
    await small.state(other.id);
    expect([small.held(client.id), small.held(other.id)?.clientId]).toEqual([undefined, other.id]);
  });

  it('need not hear that a membership which expired was written down: it ends by its own time, and can be renewed', async () => {
    await server.addUser({ id: 'bob' });
    const roleId = await root();
    const expiresAt = server.now() + 1_000;
    await made({ kind: 'set_memberships', memberships: [{ roleId, userId: 'bob', expiresAt }] });
    server.advance(2_000);
    const held = async (): Promise<unknown> => {
      const state = await authorities.state({ clientId: client.id });
      const fresh = await server.storage.read((stores) => stores.authority.load(client.id));
      return [state, fresh].map((one) => one && effectiveType(one, { roleId, userId: 'bob' }, server.now()));
    };
    expect(await held()).toEqual([undefined, undefined]);
    expect(await storage.transact(({ housekeeping }) => housekeeping.endExpiredMemberships(server.now(), 9))).toHaveLength(1);
    expect(await held()).toEqual([undefined, undefined]);
    await made({ kind: 'set_memberships', memberships: [{ roleId, userId: 'bob' }] });
    expect(await held()).toEqual(['normal', 'normal']);
  });

  it('reads everything anew when a person is forgotten, whose name is in rows of any client', async () => {
    await server.addUser({ id: 'other' });
    const parentId = await root();
    const boss = { kind: 'user', name: 'boss' } as const;
    await authorities.change({ ...request({ kind: 'add_role', parentId, name: 'a', description: '' }), actor: boss });
    const creators = async (): Promise<unknown> => {
      const state = await authorities.state({ clientId: client.id });
      return [...(state?.roles() ?? [])].filter(({ name }) => name === 'a').map(({ createdBy }) => createdBy);
    };
    expect(await creators()).toEqual(['boss']);
    await made({ kind: 'set_memberships', memberships: [{ roleId: parentId, userId: 'other', type: 'super' }] });
    await made({ kind: 'end_memberships', memberships: [{ roleId: parentId, userId: 'boss' }] });
    expect(await storage.transact((stores) => stores.authority.forget('boss', '~1'))).toBe('forgotten');
    expect(await creators()).toEqual(['~1']);
  });
});
