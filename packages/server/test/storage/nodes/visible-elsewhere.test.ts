import { describe, expect, it, onTestFinished } from 'vitest';
import { composeAuthority } from '../../../src/storage/compose-authority.ts';
import { openStorage } from '../../../src/storage/open-storage.ts';
import { setClient, setStatus } from '../../support/administration.ts';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { obtainTokens } from '../../support/tally-client.ts';
import { useAccessToken } from '../../support/token-checks.ts';
import { type Checked, checkedClient, type TwoServers, twoServers, withinASecond } from './two-servers.ts';

interface Scene extends Checked {
  readonly servers: TwoServers;
  /** A token of alice, which both servers have in memory. */
  readonly token: string;
}

async function scene(): Promise<Scene> {
  const servers = await twoServers();
  const checked = await checkedClient(servers);
  const user = await servers.a.addUser({ id: 'alice' });
  const { access } = await obtainTokens(servers.a, checked.client, { user });
  for (const server of [servers.a, servers.b]) expect(await useAccessToken(server, access)).toBe(200);
  return { ...checked, servers, token: access };
}

/** Changes on the one node, and what is seen of it on the other. */
const CHANGES: Readonly<Record<string, (scene: Scene) => Promise<() => Promise<boolean>>>> = {
  'a user is frozen, whose tokens are refused': async ({ servers: { a, b }, token }) => {
    await setStatus(a, 'alice', 'frozen');
    return async () => (await useAccessToken(b, token)) === 401;
  },
  'a user is frozen, who holds nothing any more': async ({ servers: { a, b }, check }) => {
    await setStatus(a, 'boss', 'frozen');
    return async () => (await check(b)) === false;
  },
  'a grant is revoked': async ({ servers: { a, b }, token }) => {
    await a.storage.transact((stores) => stores.grants.revokeByUser('alice', a.now()));
    return async () => (await useAccessToken(b, token)) === 401;
  },
  'a client is disabled': async ({ servers: { a, b }, client, check }) => {
    await setClient(a, client, { status: 'disabled' });
    return async () => (await check(b)) === 401;
  },
  'a command that opened the database itself freezes a user': async ({ servers: { a, b, databaseUrl }, token }) => {
    const onFatal = (): void => undefined;
    const { storage } = composeAuthority(await openStorage({ databaseUrl, onFatal }));
    await setStatus({ ...a, storage }, 'alice', 'frozen');
    await storage.close();
    return async () => (await useAccessToken(b, token)) === 401;
  },
  'a person is in a group no more, by which they held something': async ({ servers: { a, b }, as }) => {
    const who = 'user_id=alice&resource_name=docs';
    const { rootId = 0 } = (await a.authorities.state({ clientId: 1 })) ?? {};
    const group = await a.storage.transact(async ({ groups }) => {
      const id = await groups.nextId();
      await groups.insert({ id, name: 'readers', email: '', description: '', owner: '' });
      await groups.addUser(id, 'alice', a.now());
      return id;
    });
    expect((await as(a)('POST', `/roleGroups/${rootId}`, ['readers'])).status).toBe(200);
    const holds = async (): Promise<unknown> => (await as(b)('GET', `/checkResource?${who}`)).body;
    await withinASecond(holds, (held) => held === true);
    await a.storage.transact(({ groups }) => groups.removeUser(group, 'alice', a.now()));
    return async () => (await holds()) === false;
  },
  'a resource is deleted': async ({ servers: { a, b }, as, check }) => {
    const { body } = await as(a)('GET', '/userResources?user_id=boss');
    expect((await as(a)('DELETE', `/resources/${body[0].id}`)).status).toBe(200);
    return async () => (await check(b)) === false;
  },
};

const WHILE: Readonly<Record<string, (servers: TwoServers) => Promise<void>>> = {
  'nothing is wrong': async () => undefined,
  'the listening connections were just cut': ({ cutListening }) => cutListening(),
  'the listening connections have fallen silent': async ({ silenceListening }) => {
    const isSilent = await silenceListening();
    if (!isSilent)
      process.stderr.write('silent connections: not run: the server of TEST_DATABASE_URL may be on another machine\n');
  },
  'the listening connections are cut again and again': async ({ cutListening }) => {
    await cutListening();
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) await cutListening();
    })();
    onTestFinished(async () => {
      isOver = true;
      await cutting;
    });
  },
};

describe.runIf(hasPostgres())('what is changed on one node is seen on every other within a second', () => {
  describe.each(Object.entries(WHILE))('while %s', (_, disturb) => {
    it.each(Object.entries(CHANGES))('%s', async (_name, change) => {
      const set = await scene();
      await disturb(set.servers);
      const isSeen = await change(set);
      await withinASecond(isSeen, (seen) => seen);
    });
  });

  it('a change whose announcement is lost with the connection is seen all the same', async () => {
    const set = await scene();
    for (const name of ['x', 'y', 'z']) {
      const [made] = await Promise.all([set.as(set.servers.a)('POST', '/resources', [{ name }]), set.servers.cutListening()]);
      expect(made.status).toBe(200);
      const ask = async (): Promise<boolean> => {
        const held = await set.as(set.servers.b)('GET', `/checkResource?user_id=boss&resource_name=${name}`);
        return held.body === true;
      };
      await withinASecond(ask, (seen) => seen);
    }
  });

  it('contract/authority.md §2: many changes to and fro leave both nodes with the same state', async () => {
    const { servers, as, client } = await scene();
    const nodes = [servers.a, servers.b];
    const names = Array.from({ length: 24 }, (_, index) => `r${index}`);
    await Promise.all(names.map((name, index) => as(nodes[index % 2] ?? servers.a)('POST', '/resources', [{ name }])));
    const epochs = await Promise.all(nodes.map((node) => node.authorities.state({ clientId: client.id, notBefore: 26 })));
    expect(epochs.map((state) => state?.epoch)).toEqual([26, 26]);
    for (const state of epochs) expect(names.filter((name) => state?.resourcesNamed(name).length === 1)).toEqual(names);
  });
});

describe.runIf(hasPostgres())('X-Authority-Epoch', () => {
  it('of a write on one node: another never answers from before it', async () => {
    const { servers, as } = await scene();
    for (let round = 0; round < 20; round++) {
      const name = `round-${round}`;
      const made = await as(servers.a)('POST', '/resources', [{ name }]);
      const epoch = made.headers.get('x-authority-epoch') ?? '';
      const ask = as(servers.b).with({ 'x-authority-epoch': epoch });
      const { status, body } = await ask('GET', `/checkResource?user_id=boss&resource_name=${name}`);
      expect([status, body]).toEqual([200, true]);
    }
  });

  it('that no node has reached is waited for, and then refused with 503', async () => {
    const { servers, as } = await scene();
    const ask = as(servers.b).with({ 'x-authority-epoch': '999' });
    const { status, headers } = await ask('GET', '/checkResource?user_id=boss&resource_name=docs');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  });
});
