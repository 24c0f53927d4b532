import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthorityState } from '../../src/authority/authority-state.ts';
import type { Effect } from '../../src/authority/change.ts';
import { PEOPLE } from '../../src/authority/model.ts';
import { type Committed, streamsOf } from '../../src/authority/read-model/committed.ts';
import { type ChangesSince, ReadModel } from '../../src/authority/read-model/read-model.ts';
import { observedStorage } from '../../src/storage/observed-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { setStatus } from '../support/administration.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
/** Another node's storage, and the model of this one, which hears of nothing by itself. */
let elsewhere: Storage;
let model: ReadModel;
let loads: number;
let log: Committed[];

const changesSince: ChangesSince = async (streamId, after, until) =>
  log
    .flatMap(streamsOf)
    .filter(({ turns }) => (turns.get(streamId)?.to ?? 0) > after && (turns.get(streamId)?.to ?? until + 1) <= until);

beforeEach(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss' });
  loads = 0;
  log = [];
  // As it comes back from a database: plain data.
  elsewhere = observedStorage(server.storage, (what) => void log.push({ ...what, events: structuredClone(what.events) }));
  model = new ReadModel({
    loadRows: (id) => {
      loads += 1;
      return server.storage.read((stores) => stores.authority.loadRows(id));
    },
    loadPeople: () => server.storage.read((stores) => stores.authority.loadPeople()),
    changesSince,
  });
});
afterEach(() => server.close());

function epochs(): Promise<Map<number, number>> {
  return server.storage.read(
    async ({ authority }) =>
      new Map([
        [PEOPLE, await authority.peopleEpoch()],
        [client.id, (await authority.epoch(client.id)) ?? 0],
      ]),
  );
}

async function write(...effects: Effect[]): Promise<void> {
  await elsewhere.transact(async ({ authority }) => {
    await authority.lock(client.id);
    await authority.write({ clientId: client.id, by: 'system', at: server.now() }, effects);
  });
}

async function held(): Promise<AuthorityState> {
  const state = model.held(client.id);
  if (state === undefined) throw new Error('nothing is held');
  return state;
}

async function catchUp(): Promise<void> {
  await model.catchUp(await epochs(), changesSince, model.epochs());
}

describe('a read model that catches up with what other nodes committed', () => {
  it('has it all without reading anything anew', async () => {
    const { rootId = 0 } = (await model.state(client.id)) ?? {};
    await write({ kind: 'role_begins', key: { newId: 0 }, name: 'a', description: '', parentId: rootId });
    await write({ kind: 'role_begins', key: { newId: 0 }, name: 'b', description: '', parentId: rootId });
    await setStatus({ ...server, storage: elsewhere }, 'boss', 'frozen');
    await catchUp();
    const state = await held();
    const stored = await server.storage.read((stores) => stores.authority.load(client.id));
    expect([[...state.roles()], state.epoch]).toEqual([[...(stored?.roles() ?? [])], stored?.epoch]);
    expect([state.isActive('boss'), loads]).toEqual([false, 1]);
  });

  it('reads anew what nobody has written down', async () => {
    const { rootId = 0 } = (await model.state(client.id)) ?? {};
    await write({ kind: 'role_begins', key: { newId: 0 }, name: 'a', description: '', parentId: rootId });
    await write({ kind: 'role_begins', key: { newId: 0 }, name: 'b', description: '', parentId: rootId });
    log.splice(0, 1);
    await catchUp();
    expect(model.held(client.id)).toBeUndefined();
    expect((await model.state(client.id))?.childrenOf(rootId)).toHaveLength(2);
  });

  it('is never ahead of the people in a client: who was frozen before its epoch is so in it', async () => {
    await model.state(client.id);
    await setStatus({ ...server, storage: elsewhere }, 'boss', 'frozen');
    const { people, ...rest } = { people: PEOPLE, at: await epochs() };
    rest.at.delete(people);
    await model.catchUp(rest.at, changesSince);
    expect((await held()).isActive('boss')).toBe(false);
  });

  it('has what was committed while it was read', async () => {
    const slow = new ReadModel({
      loadRows: async (id) => {
        const rows = await server.storage.read((stores) => stores.authority.loadRows(id));
        if (log.length === 0) await setStatus({ ...server, storage: elsewhere }, 'boss', 'frozen');
        return rows;
      },
      loadPeople: () => server.storage.read((stores) => stores.authority.loadPeople()),
      changesSince,
    });
    const state = await slow.state(client.id);
    expect([state?.isActive('boss'), state?.epoch]).toEqual([false, (await epochs()).get(client.id)]);
  });

  it('forgets what is beyond the database: it is another one', async () => {
    await model.state(client.id);
    await model.catchUp(new Map([[PEOPLE, 1]]), changesSince, model.epochs());
    expect([model.epochs().size, model.held(client.id)]).toEqual([0, undefined]);
  });
});
