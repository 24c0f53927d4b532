import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuthorityChange } from '../../src/authority/change.ts';
import type { OperationContext } from '../../src/cli/operations/operation.ts';
import { asSession, asUser } from '../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

/** A server on which a person has left traces wherever a person can. */
export interface PersonsWorld {
  readonly server: TestServer;
  readonly context: OperationContext;
  /** Owned by the person, who is its only super. */
  readonly client: TestClient;
  readonly rootId: number;
}

/** The person; every value names them. */
export const PERSON = {
  id: 'Mallory-77',
  fullname: 'Mallory Marker',
  email: 'mallory@marker.example',
  wechat: 'mallory-wx',
  phone: '+86 10 5550177',
  dn: 'uid=mallory,dc=marker',
  organization: 'Marker and Sons',
};

/** Texts that are found nowhere once the person is erased, in lower case. */
export const TRACES: readonly string[] = [...Object.values(PERSON).map((text) => text.toLowerCase()), 'mallory', 'marker'];

/** Starts a server with an administrator `root`, a member `bob`, and the person; `close` must be called. */
export async function personsWorld(): Promise<PersonsWorld> {
  const server = await startTestServer();
  await server.addUser({ id: 'root', systemAdministrator: true });
  await server.addUser({ id: 'bob' });
  await server.addUser(PERSON);
  const client = await server.addClient({ owner: PERSON.id, consent: 'once' });
  const issuer = { href: server.issuer, origin: server.issuer, basePath: '', secure: false };
  const { storage, authorities, keys, hasher, now } = server;
  const context = {
    storage,
    authorities,
    keys,
    hasher,
    settings: { issuer, passwordParallelism: 1, signingKeyAheadMinutes: 60 },
    now,
  };
  const rootId = (await authorities.state({ clientId: client.id }))?.rootId ?? 0;
  await actAsPerson({ server, context, client, rootId });
  return { server, context, client, rootId };
}

async function actAsPerson(world: PersonsWorld): Promise<void> {
  const { server, client, rootId } = world;
  const person = await asUser(server, client, { id: PERSON.id });
  await person('POST', '/roles', { name: 'made', description: '', parent_id: rootId });
  await person('POST', '/resources', [{ name: 'page', description: '', data: '' }]);
  await person('POST', `/roleUsers/${rootId}`, [{ user_id: 'bob', role_type: 'admin' }]);
  const session = await asSession(server, PERSON.id);
  await session(`POST`, '/group', { name: 'friends', description: '', email: '' });
  await session(`POST`, '/groupuser', { group: 'friends', user: 'bob' });
  await session(`POST`, '/groupuser', { group: 'friends', user: PERSON.id });
  await change(world, { kind: 'set_memberships', memberships: await expiringMembership(world) });
  server.advance(60_000);
  await fetch(`${server.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ username: PERSON.id, password: 'x' }) });
  await server.storage.transact(async ({ throttles }) => {
    const failed = { count: 1, windowStart: server.now(), blockedUntil: 0 };
    await throttles.advance(`devices:${PERSON.id.toLowerCase()}`, undefined, failed);
  });
}

/** It has run out when the person is erased, and nobody has written that down. */
async function expiringMembership({ server, client, rootId }: PersonsWorld) {
  const state = await server.authorities.state({ clientId: client.id });
  const [roleId = 0] = state?.childrenOf(rootId) ?? [];
  return [{ roleId, userId: PERSON.id, type: 'normal', expiresAt: server.now() + 30_000 }] as const;
}

/** Changes the client's authority as the system. */
export async function change({ server, client }: PersonsWorld, asked: AuthorityChange): Promise<void> {
  const origin = { actor: 'system', address: '', requestId: '' };
  const by = { actor: { kind: 'system', name: 'system' }, origin, call: 'test', dryRun: false } as const;
  const outcome = await server.authorities.change({ ...by, clientId: client.id, change: asked, now: server.now() });
  if (outcome?.kind !== 'changed') throw new Error(JSON.stringify(outcome));
}

/** The tables of a server's database in which any of the texts stands, in any case, with the text. */
export function tablesWith(server: TestServer, texts: readonly string[]): string[] {
  const database = new DatabaseSync(join(server.directory, 'hufu.db'), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    return tables.flatMap(({ name }) => {
      const content = JSON.stringify(database.prepare(`select * from "${String(name)}"`).all()).toLowerCase();
      return texts.filter((text) => content.includes(text)).map((text) => `${String(name)}: ${text}`);
    });
  } finally {
    database.close();
  }
}

/** Which of the texts stand anywhere in the file of a database that was closed, its free pages included. */
export function textsInFile(server: TestServer, texts: readonly string[]): string[] {
  const content = readFileSync(join(server.directory, 'hufu.db')).toString('latin1').toLowerCase();
  return texts.filter((text) => content.includes(text));
}
