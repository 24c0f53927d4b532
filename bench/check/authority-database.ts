import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Effect } from '../../packages/server/src/authority/change.ts';
import { checkRootKey, loadRootKey } from '../../packages/server/src/config/at-rest-key.ts';
import { prepareDataDirectory } from '../../packages/server/src/config/data-directory.ts';
import { type ServerKeys, serverKeys } from '../../packages/server/src/crypto/server-keys.ts';
import { createClient } from '../../packages/server/src/oauth/client/client-registration.ts';
import { openStorage } from '../../packages/server/src/storage/open-storage.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { benchSettings } from '../hufu/hufu-settings.ts';
import { type AuthorityPlan, type AuthoritySize, planAuthority, RESOURCES, resourceNameOf, userIdOf } from './authority-plan.ts';
import { plannedUser } from './planned-user.ts';

const CACHE = new URL('../../.cache/bench/', import.meta.url);
/** Grows when the plan changes; a database that an older program made is migrated when it is opened. */
const VERSION = 1;
const BATCH = 10_000;
/** Ids far from those that the root role of the client gets. */
const FIRST_ID = 1_000;
const BY = 'system';

/** A data directory with a client whose authority is as planned. */
export interface AuthorityDatabase {
  readonly directory: string;
  readonly client: { readonly id: number; readonly secret: string };
}

/** A database of this size: made through the storage layer, in seconds to minutes, and kept for the next run. */
export async function authorityDatabase(size: AuthoritySize, progress: (text: string) => void): Promise<AuthorityDatabase> {
  const name = `authority-v${VERSION}-${size.users}-${size.roles}`;
  const directory = fileURLToPath(new URL(name, CACHE));
  const clientFile = join(directory, 'client.json');
  if (!existsSync(clientFile)) {
    const unfinished = `${directory}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    const client = await make(unfinished, planAuthority(size), progress);
    writeFileSync(join(unfinished, 'client.json'), JSON.stringify(client));
    rmSync(directory, { recursive: true, force: true });
    renameSync(unfinished, directory);
  }
  return { directory, client: JSON.parse(readFileSync(clientFile, 'utf8')) as AuthorityDatabase['client'] };
}

interface Making {
  readonly storage: Storage;
  readonly plan: AuthorityPlan;
  readonly clientId: number;
  readonly rootId: number;
  readonly at: number;
  readonly progress: (text: string) => void;
}

async function make(
  directory: string,
  plan: AuthorityPlan,
  progress: (text: string) => void,
): Promise<AuthorityDatabase['client']> {
  const settings = benchSettings(directory);
  prepareDataDirectory(settings.dataDir);
  const root = loadRootKey(settings);
  const keys = serverKeys(root.key);
  const storage = await openStorage({ databaseUrl: settings.databaseUrl, onFatal: () => process.exit(1) });
  await checkRootKey(storage, keys.keyId, root);
  const { client, rootId } = await makeClient(storage, keys);
  const making = { storage, plan, clientId: client.id, rootId, at: Date.now(), progress };
  await makeUsers(making);
  for (const effects of [resourceEffects(), roleEffects(making), linkEffects(making), memberEffects(making)]) {
    await writeAll(making, effects);
  }
  await storage.close();
  return client;
}

async function makeClient(
  storage: Storage,
  keys: ServerKeys,
): Promise<{ readonly client: AuthorityDatabase['client']; readonly rootId: number }> {
  const origin = { actor: BY, address: '', requestId: '' };
  return storage.transact(async (stores) => {
    const draft = { fullname: 'measured', redirectUris: ['https://client.example/callback'] };
    const outcome = await createClient({ stores, keys, origin, now: Date.now() }, draft);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const rows = await stores.authority.loadRows(outcome.client.id);
    const client = { id: outcome.client.id, secret: outcome.generatedSecret ?? '' };
    return { client, rootId: rows?.roles[0]?.id ?? 0 };
  });
}

async function makeUsers({ storage, plan, at, progress }: Making): Promise<void> {
  const { users } = plan.size;
  for (let first = 0; first < users; first += BATCH) {
    progress(`making ${users.toLocaleString('en-GB')} users: ${first.toLocaleString('en-GB')}`);
    await storage.transact(async (stores) => {
      for (let user = first; user < Math.min(first + BATCH, users); user++) {
        await stores.users.insert(plannedUser(userIdOf(user), at));
      }
    });
  }
}

async function writeAll({ storage, clientId, at, progress }: Making, effects: Iterable<Effect>): Promise<void> {
  let batch: Effect[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    await storage.transact(async ({ authority }) => {
      await authority.lock(clientId);
      await authority.write({ clientId, by: BY, at }, batch);
    });
    count += batch.length;
    progress(`writing the authority: ${count.toLocaleString('en-GB')} rows of one kind`);
    batch = [];
  };
  for (const effect of effects) if (batch.push(effect) === BATCH) await flush();
  if (batch.length > 0) await flush();
}

function* resourceEffects(): Generator<Effect> {
  for (let place = 0; place < RESOURCES; place++) {
    const text = { name: resourceNameOf(place), description: '', data: '' };
    yield { kind: 'resource_begins', key: { newId: place % BATCH }, id: FIRST_ID + place, ...text };
  }
}

function* roleEffects(making: Making): Generator<Effect> {
  for (const [place, { parent }] of making.plan.roles.entries()) {
    if (parent === undefined) continue;
    const [id, parentId] = [roleId(making, place), roleId(making, parent)];
    yield { kind: 'role_begins', key: { newId: (place - 1) % BATCH }, id, name: `role ${place}`, description: '', parentId };
  }
}

function* linkEffects(making: Making): Generator<Effect> {
  for (const [place, { resources }] of making.plan.roles.entries()) {
    for (const resource of resources) {
      yield { kind: 'link_begins', roleId: roleId(making, place), resourceId: FIRST_ID + resource };
    }
  }
}

function* memberEffects(making: Making): Generator<Effect> {
  for (let user = 0; user < making.plan.size.users; user++) {
    for (const place of making.plan.rolesOf(user)) {
      const membership = { roleId: roleId(making, place), userId: userIdOf(user), type: 'normal', expiresAt: null } as const;
      yield { kind: 'membership_begins', ...membership };
    }
  }
}

function roleId({ rootId }: Pick<Making, 'rootId'>, place: number): number {
  return place === 0 ? rootId : FIRST_ID + place;
}
