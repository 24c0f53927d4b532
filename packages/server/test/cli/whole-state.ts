import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effectivePermissions } from '../../src/authority/effective-permissions.ts';
import type { OperationContext } from '../../src/cli/operations/operation.ts';
import { serverKeys } from '../../src/crypto/server-keys.ts';
import { createPasswordHasher } from '../../src/identity/credentials/password-hasher.ts';
import { currentSecrets } from '../../src/oauth/client/client-secret.ts';
import { composeAuthority } from '../../src/storage/compose-authority.ts';
import { openStorage } from '../../src/storage/open-storage.ts';

/** An empty server that operations are done on, with a key of its own. */
export async function emptyServer(): Promise<{ readonly context: OperationContext; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-state-'));
  const storage = await openStorage({ databaseUrl: `sqlite:${join(directory, 'hufu.db')}`, onFatal: () => undefined });
  const issuer = { href: 'https://auth.example.com', origin: 'https://auth.example.com', basePath: '', secure: true };
  const context: OperationContext = {
    ...composeAuthority(storage),
    keys: serverKeys(randomBytes(32)),
    hasher: createPasswordHasher({ parallelism: 1, queueLimit: 4 }),
    settings: { issuer, passwordParallelism: 1, signingKeyAheadMinutes: 60 },
    now: Date.now,
  };
  return {
    context,
    close: async () => {
      await storage.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** All that decides what anybody may do, ids included and times of writing not; sorted, so that it can be compared. */
export async function wholeState({ storage, authorities, keys, now }: OperationContext): Promise<object> {
  const { users, clients, groups } = await storage.read(async (stores) => {
    const found = await stores.groups.list({ after: 0, limit: 1_000 });
    const members = await Promise.all(found.map(({ id }) => stores.groups.usersOf(id)));
    return {
      users: await stores.users.list({ limit: 1_000 }),
      clients: await stores.clients.list(0, 1_000),
      groups: found.map((group, index) => ({ ...group, members: members[index] })),
    };
  });
  const trees: object[] = [];
  for (const client of clients) {
    const state = await authorities.state({ clientId: client.id });
    if (state === undefined) throw new Error('a client without authority');
    trees.push({
      rootId: state.rootId,
      roles: lines([...state.roles()].map(({ id, name, description, parentId }) => [id, name, description, parentId])),
      resources: lines([...state.resources()].map(({ id, name, description, data }) => [id, name, description, data])),
      links: lines([...state.roles()].map(({ id }) => [id, [...state.resourcesOf(id)].toSorted()])),
      members: lines(
        [...state.roles()].flatMap(({ id }) =>
          [...state.membershipsOf(id)].map((one) => [id, one.userId, one.type, one.expiresAt]),
        ),
      ),
      groups: lines([...state.roles()].flatMap(({ id }) => [...state.groupsOf(id)].map(({ groupId }) => [id, groupId]))),
      effective: lines(users.map(({ id }) => [id, [...effectivePermissions(state, id, now())].toSorted()])),
    });
  }
  return {
    users: users.map(({ createdAt: _, updatedAt: _also, passwordSetAt: _too, ...user }) => user),
    clients: clients.map(({ createdAt: _, updatedAt: _also, sealedSecret: _too, ...client }) => client),
    secrets: clients.map((client) => currentSecrets(client, keys, now())),
    groups,
    trees,
  };
}

function lines(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
