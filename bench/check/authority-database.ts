import type { Effect } from '../../packages/server/src/authority/change.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { keptDirectory } from '../hufu/kept-directory.ts';
import { type BenchClient, openBenchStorage, registerClient } from '../hufu/open-bench-storage.ts';
import { tellProgress } from '../hufu/progress.ts';
import { type AuthorityPlan, type AuthoritySize, planAuthority, RESOURCES, resourceNameOf, userIdOf } from './authority-plan.ts';
import { makeUsers } from './make-users.ts';

/** Grows when the plan changes; a database that an older program made is migrated when it is opened. */
const VERSION = 1;
const BATCH = 10_000;
/** Ids far from those that the root role of the client gets. */
const FIRST_ID = 1_000;
const BY = 'system';

/** A data directory with a client whose authority is as planned. */
export interface AuthorityDatabase {
  readonly directory: string;
  readonly client: BenchClient;
}

/** A database of this size: made through the storage layer, in seconds to minutes, and kept for the next run. */
export async function authorityDatabase(size: AuthoritySize): Promise<AuthorityDatabase> {
  const name = `authority-v${VERSION}-${size.users}-${size.roles}`;
  const { directory, facts } = await keptDirectory(name, (unfinished) => make(unfinished, planAuthority(size)));
  return { directory, client: facts };
}

interface Making {
  readonly storage: Storage;
  readonly plan: AuthorityPlan;
  readonly clientId: number;
  readonly rootId: number;
  readonly at: number;
}

async function make(directory: string, plan: AuthorityPlan): Promise<BenchClient> {
  const opened = await openBenchStorage(directory);
  const { storage } = opened;
  const { client, rootId } = await registerClient(opened);
  const making = { storage, plan, clientId: client.id, rootId, at: Date.now() };
  await makeUsers(storage, plan.size.users, { at: making.at });
  for (const effects of [resourceEffects(), roleEffects(making), linkEffects(making), memberEffects(making)]) {
    await writeAll(making, effects);
  }
  await storage.close();
  return client;
}

async function writeAll({ storage, clientId, at }: Making, effects: Iterable<Effect>): Promise<void> {
  let batch: Effect[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    await storage.transact(async ({ authority }) => {
      await authority.lock(clientId);
      await authority.write({ clientId, by: BY, at }, batch);
    });
    count += batch.length;
    tellProgress(`writing the authority: ${count.toLocaleString('en-GB')} rows of one kind`);
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
