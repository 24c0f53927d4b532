import type { AuthorityChange, MembershipWish } from '../../../src/authority/change.ts';
import { asSession } from '../../support/api-callers.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { mintToken } from './mint-token.ts';

/** Everybody who calls, by what they are in the client that the calls are about; `client` is that client itself. */
export const PEOPLE = [
  /** In no role. */
  'stranger',
  /** `normal` in the branch. */
  'member',
  /** In the branch by the group `crew`. */
  'groupie',
  /** `admin` of the branch. */
  'deputy',
  /** `super` of the branch. */
  'head',
  /** `super` of the root. */
  'chief',
  /** `super` of the root until it expired. */
  'former',
  /** `super` of the root of another client, and a user of this one. */
  'neighbour',
  /** Owner of the groups, in no role. */
  'keeper',
  /** System administrator, in no role. */
  'admin',
] as const;
export type Person = (typeof PEOPLE)[number];
export type Who = Person | 'client';

/** A server with a client whose tree is root → branch → (leaf, still), root → side, and another client beside it. */
export interface World {
  readonly server: TestServer;
  /** Has all rights that a client can be given. */
  client: TestClient;
  readonly foreign: TestClient;
  readonly roles: Readonly<Record<'root' | 'branch' | 'leaf' | 'still' | 'side' | 'foreign', number>>;
  /** `shared` is in branch and leaf, `upper` in branch, `top` in the root only. */
  readonly resources: Readonly<Record<'shared' | 'upper' | 'top' | 'foreign', number>>;
  /** A moment (RFC 3339) at which all of that was so. */
  readonly built: string;
  /** A number that was not there before. */
  next(): number;
  /** Makes a change as the operator, and answers the ids that are new. */
  change(change: AuthorityChange, clientId?: number): Promise<readonly number[]>;
  /** Makes a group that somebody owns, and answers its name. */
  group(owner: string): Promise<string>;
  /** The headers of a person's session; each has one. */
  session(person: Person): Promise<Readonly<Record<'cookie' | 'x-csrf-token', string>>>;
  close(): Promise<void>;
}

const RIGHTS = ['users', 'check_password', 'create_clients'] as const;

/** Builds the world. */
export async function buildWorld(): Promise<World> {
  const server = await startTestServer();
  const user = { fullname: 'Somebody', email: 'somebody@example.com', phone: '5550100' };
  for (const id of PEOPLE) await server.addUser({ ...user, id, systemAdministrator: id === 'admin' });
  for (const id of ['puppet', 'guest']) await server.addUser({ ...user, id });
  const client = await server.addClient({ owner: 'chief', fullname: 'Works', rights: [...RIGHTS] });
  const foreign = await server.addClient({ owner: 'neighbour', fullname: 'Elsewhere' });
  const change = changer(server, client);
  let count = 0;
  const next = (): number => ++count;
  const roles = await buildRoles(server, { client, foreign }, change);
  const resources = await buildResources(roles, foreign, change);
  await buildMembers(server, roles, change);
  const built = new Date(server.now()).toISOString();
  return {
    ...{ server, client, foreign, roles, resources, built, next, change },
    group: (owner) => buildGroup(server, `group-${next()}`, owner),
    session: sessions(server),
    close: () => server.close(),
  };
}

function changer(server: TestServer, { id }: TestClient): World['change'] {
  return async (change, clientId = id) => {
    const actor = { kind: 'system', name: 'system' } as const;
    const origin = { actor: 'system', address: '', requestId: '' };
    const request = { clientId, actor, change, origin, call: 'test', now: server.now(), dryRun: false };
    const outcome = await server.authorities.change(request);
    if (outcome?.kind !== 'changed') throw new Error(JSON.stringify(outcome));
    return outcome.newIds;
  };
}

async function buildRoles(
  { authorities }: TestServer,
  { client, foreign }: Pick<World, 'client' | 'foreign'>,
  change: World['change'],
): Promise<World['roles']> {
  const rootOf = async (clientId: number): Promise<number> => (await authorities.state({ clientId }))?.rootId ?? 0;
  const add = async (name: string, parentId: number, clientId = client.id): Promise<number> =>
    (await change({ kind: 'add_role', parentId, name, description: '' }, clientId))[0] ?? 0;
  const root = await rootOf(client.id);
  const branch = await add('branch', root);
  const leaf = await add('leaf', branch);
  const still = await add('still', branch);
  const side = await add('side', root);
  return { root, branch, leaf, still, side, foreign: await add('abroad', await rootOf(foreign.id), foreign.id) };
}

async function buildResources(
  { branch, leaf, foreign: abroad }: World['roles'],
  foreignClient: TestClient,
  change: World['change'],
): Promise<World['resources']> {
  const add = async (name: string, clientId?: number): Promise<number> =>
    (await change({ kind: 'add_resources', resources: [{ name, description: '', data: '' }] }, clientId))[0] ?? 0;
  const [shared, upper, top] = [await add('doc/1#read'), await add('doc/1#write'), await add('top')];
  await change({ kind: 'link', roleId: branch, resourceIds: [shared, upper] });
  await change({ kind: 'link', roleId: leaf, resourceIds: [shared] });
  const foreign = await add('abroad', foreignClient.id);
  await change({ kind: 'link', roleId: abroad, resourceIds: [foreign] }, foreignClient.id);
  return { shared, upper, top, foreign };
}

async function buildMembers(server: TestServer, { root, branch, leaf }: World['roles'], change: World['change']): Promise<void> {
  const set = (userId: string, roleId: number, wish: Pick<MembershipWish, 'type' | 'expiresAt'>): Promise<unknown> =>
    change({ kind: 'set_memberships', memberships: [{ roleId, userId, ...wish }] });
  await set('member', branch, { type: 'normal' });
  await set('deputy', branch, { type: 'admin' });
  await set('head', branch, { type: 'super' });
  await set('guest', leaf, { type: 'normal' });
  await set('former', root, { type: 'super', expiresAt: server.now() + 60_000 });
  server.advance(120_000);
  await buildGroup(server, 'crew', 'keeper');
  const groupIds = await server.storage.transact(async ({ groups }) => {
    const crew = await groups.findByName('crew');
    if (crew === undefined) throw new Error('no group');
    await groups.addUser(crew.id, 'groupie', server.now());
    return [crew.id];
  });
  await change({ kind: 'add_groups', roleId: branch, groupIds });
}

async function buildGroup({ storage }: TestServer, name: string, owner: string): Promise<string> {
  await storage.transact(async ({ groups }) => {
    await groups.insert({ id: await groups.nextId(), name, owner, email: '', description: '' });
  });
  return name;
}

function sessions(server: TestServer): World['session'] {
  const known = new Map<Person, ReturnType<World['session']>>();
  return (person) => {
    const found = known.get(person) ?? asSession(server, person).then(({ cookie, csrf }) => ({ cookie, 'x-csrf-token': csrf }));
    known.set(person, found);
    return found;
  };
}

/** The headers of a token of the world's client: of a person, or of the client itself. */
export async function tokenHeaders(world: World, who: Who, scope: string): Promise<Record<'authorization', string>> {
  const userId = who === 'client' ? null : who;
  const { token } = await mintToken(world.server, { clientId: world.client.id, userId, scope });
  return { authorization: `Bearer ${token}` };
}
