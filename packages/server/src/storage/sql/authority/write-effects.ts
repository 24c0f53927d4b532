import { IdTaken } from '../../../authority/authority-store.ts';
import type { Effect, NewId } from '../../../authority/change.ts';
import type { Connection } from '../connection.ts';
import { takeGroupTurn } from './rows/group-turn.ts';
import { endLink, endRoleGroup, insertLink, insertRoleGroup } from './rows/link-rows.ts';
import { endMembership, insertMembership } from './rows/membership-rows.ts';
import { skipPast, takeIds } from './rows/numbering.ts';
import { changeResource, endResource, insertResource } from './rows/resource-rows.ts';
import { changeRole, endRole, insertRole } from './rows/role-rows.ts';

/** What effects are written with: `at` as the client's times go. */
export interface EffectWrite {
  readonly connection: Connection;
  readonly clientId: number;
  readonly by: string;
  readonly at: number;
}

type EffectOf<K extends Effect['kind']> = Extract<Effect, { readonly kind: K }>;
type Beginning = EffectOf<'role_begins' | 'resource_begins'>;

/** The ids of the rows that are new in one decision. */
interface Ids {
  readonly given: number[];
  readonly of: (id: number | NewId) => number;
}

type Writers = { readonly [K in Effect['kind']]: (write: EffectWrite, effect: EffectOf<K>, ids: Ids) => Promise<void> };

const WRITERS: Writers = {
  role_begins: beginRole,
  role_changes: ({ connection, ...write }, { roleId, name, description }) =>
    changeRole(connection, { ...ofRole(write, roleId), by: write.by, at: write.at }, { name, description }),
  role_moves: ({ connection, ...write }, { roleId, parentId }, ids) =>
    changeRole(connection, { ...ofRole(write, roleId), by: write.by, at: write.at }, { parent_id: ids.of(parentId) }),
  role_ends: ({ connection, ...write }, { roleId }) => endRole(connection, { ...ofRole(write, roleId), at: write.at }),
  membership_begins: ({ connection, ...write }, { roleId, userId, type, expiresAt }) =>
    insertMembership(connection, { ...ofRole(write, roleId), ...granted(write), user_id: userId, type, expires_at: expiresAt }),
  membership_ends: ({ connection, ...write }, { roleId, userId }) =>
    endMembership(connection, { ...ofRole(write, roleId), user_id: userId, at: write.at }),
  group_begins: beginGroup,
  group_ends: endGroup,
  resource_begins: beginResource,
  resource_changes: ({ connection, clientId, by, at }, { resourceId, name, description, data }) =>
    changeResource(connection, { client_id: clientId, resource_id: resourceId, by, at }, { name, description, data }),
  resource_ends: ({ connection, clientId, at }, { resourceId }) =>
    endResource(connection, { client_id: clientId, resource_id: resourceId, at }),
  link_begins: ({ connection, ...write }, { roleId, resourceId }, ids) =>
    insertLink(connection, { ...ofRole(write, ids.of(roleId)), ...granted(write), resource_id: ids.of(resourceId) }),
  link_ends: ({ connection, ...write }, { roleId, resourceId }) =>
    endLink(connection, { ...ofRole(write, roleId), resource_id: resourceId, at: write.at }),
};

/** Writes effects in order; answers the ids of the new rows, by `newId`. Throws `IdTaken`, or when one does not fit what is stored. */
export async function writeEffects(write: EffectWrite, effects: readonly Effect[]): Promise<readonly number[]> {
  const ids = await numberBeginnings(write.connection, effects);
  for (const effect of effects) await writeEffect(write, effect, ids);
  return ids.given;
}

function writeEffect<K extends Effect['kind']>(write: EffectWrite, effect: EffectOf<K>, ids: Ids): Promise<void> {
  // The compiler cannot see that an entry is found under the kind of its own effect.
  const writer = WRITERS[effect.kind] as (write: EffectWrite, effect: EffectOf<K>, ids: Ids) => Promise<void>;
  return writer(write, effect, ids);
}

async function numberBeginnings(connection: Connection, effects: readonly Effect[]): Promise<Ids> {
  const given: number[] = [];
  for (const kind of ['role_begins', 'resource_begins'] as const) {
    const beginnings = effects.filter((effect): effect is Beginning => effect.kind === kind);
    const counted = beginnings.filter(({ id }) => id === undefined);
    const counter = kind === 'role_begins' ? 'role' : 'resource';
    let next = counted.length === 0 ? 0 : await takeIds(connection, counter, counted.length);
    for (const { key, id } of beginnings) given[key.newId] = id ?? next++;
  }
  return { given, of: (id) => (typeof id === 'number' ? id : idOf(given, id)) };
}

function idOf(given: readonly number[], { newId }: NewId): number {
  const id = given[newId];
  if (id === undefined) throw new Error(`no row begins as number ${newId}`);
  return id;
}

async function beginRole(write: EffectWrite, effect: EffectOf<'role_begins'>, ids: Ids): Promise<void> {
  const { connection, clientId, by, at } = write;
  const role_id = ids.of(effect.key);
  const row = { client_id: clientId, role_id, name: effect.name, description: effect.description, parent_id: effect.parentId };
  const dates = { created_by: by, created_at: at, updated_by: by, updated_at: at, valid_from: at };
  if (!(await insertRole(connection, { ...row, ...dates }))) throw new IdTaken(`there is a role ${role_id}`);
  if (effect.id !== undefined) await skipPast(connection, 'role', effect.id);
}

async function beginResource(write: EffectWrite, effect: EffectOf<'resource_begins'>, ids: Ids): Promise<void> {
  const { connection, clientId, by, at } = write;
  const { name, description, data } = effect;
  const resource_id = ids.of(effect.key);
  const dates = { created_by: by, created_at: at, updated_by: by, updated_at: at, valid_from: at };
  const isFree = await insertResource(connection, { client_id: clientId, resource_id, name, description, data, ...dates });
  if (!isFree) throw new IdTaken(`there is a resource ${resource_id}`);
  if (effect.id !== undefined) await skipPast(connection, 'resource', effect.id);
}

async function beginGroup(write: EffectWrite, { roleId, groupId }: EffectOf<'group_begins'>): Promise<void> {
  if (!(await takeGroupTurn(write.connection, groupId))) throw new Error(`there is no group ${groupId}`);
  await insertRoleGroup(write.connection, { ...ofRole(write, roleId), ...granted(write), group_id: groupId });
}

async function endGroup(write: EffectWrite, { roleId, groupId }: EffectOf<'group_ends'>): Promise<void> {
  await takeGroupTurn(write.connection, groupId);
  await endRoleGroup(write.connection, { ...ofRole(write, roleId), group_id: groupId, at: write.at });
}

function ofRole(write: Pick<EffectWrite, 'clientId'>, roleId: number): { client_id: number; role_id: number } {
  return { client_id: write.clientId, role_id: roleId };
}

function granted(write: Pick<EffectWrite, 'by' | 'at'>): { granted_by: string; valid_from: number } {
  return { granted_by: write.by, valid_from: write.at };
}
