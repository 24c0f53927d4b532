import type { Actor, AuthorityChange, Decision, Effect } from '../../src/authority/change.ts';
import { decide } from '../../src/authority/delegation.ts';
import type { Membership, RoleType } from '../../src/authority/model.ts';
import { applyEffects } from '../../src/authority/state/apply-effects.ts';
import { buildState } from '../../src/authority/state/build-state.ts';
import type { MemoryState } from '../../src/authority/state/memory-state.ts';
import { MemoryPeople } from '../../src/authority/state/people.ts';

export const NOW = 1_000_000;
export const LATER: number = NOW + 60_000;

/** Roles of the company: root → sales → (north → north-1, south), root → lab. */
export const ROOT = 1;
export const SALES = 2;
export const NORTH = 3;
export const NORTH_1 = 4;
export const SOUTH = 5;
export const LAB = 6;
/** Resources: all of them in the root. */
export const ORDERS = 101;
export const PRICES = 102;
export const SECRETS = 103;
export const GROUP = 7;

const born = { clientId: 1, createdBy: 'system', updatedBy: 'system', created: 0, updated: 0 };
const parents = { [ROOT]: -1, [SALES]: ROOT, [NORTH]: SALES, [NORTH_1]: NORTH, [SOUTH]: SALES, [LAB]: ROOT };
const links = {
  [ROOT]: [ORDERS, PRICES, SECRETS],
  [SALES]: [ORDERS, PRICES],
  [NORTH]: [ORDERS],
  [NORTH_1]: [ORDERS],
  [LAB]: [SECRETS],
};

export type Member = readonly [roleId: number, userId: string, type: RoleType, expiresAt?: number];

const usual: readonly Member[] = [
  [ROOT, 'boss', 'super'],
  [SALES, 'head', 'super'],
  [SALES, 'aide', 'admin'],
  [NORTH, 'lead', 'admin'],
  [NORTH, 'clerk', 'normal'],
  [LAB, 'chemist', 'super'],
];

/** The company with its usual members and these; `frozen` users are not active. `boss` is the one super of the root. */
export function company(more: readonly Member[] = [], frozen: readonly string[] = []): MemoryState {
  const members = [...usual, ...more].map(
    ([roleId, userId, type, expiresAt]): Membership => ({
      roleId,
      userId,
      type,
      expiresAt: expiresAt ?? null,
      grantedBy: 'system',
    }),
  );
  const users = [...new Set([...members.map(({ userId }) => userId), 'grouped', 'newcomer'])];
  return buildState({
    clientId: 1,
    epoch: 1,
    roles: Object.entries(parents).map(([id, parentId]) => ({
      id: Number(id),
      parentId,
      name: `role ${id}`,
      description: '',
      ...born,
    })),
    resources: [ORDERS, PRICES, SECRETS].map((id) => ({ id, name: `resource ${id}`, description: '', data: '', ...born })),
    links: Object.entries(links).flatMap(([roleId, ids]) => ids.map((resourceId) => ({ roleId: Number(roleId), resourceId }))),
    memberships: members,
    groups: [{ roleId: SOUTH, groupId: GROUP }],
    people: MemoryPeople.from({
      activeUsers: users.filter((user) => !frozen.includes(user)),
      groupUsers: [{ groupId: GROUP, userId: 'grouped' }],
    }),
  });
}

/** A user by name, the client by `client`, the operator by `system`. */
export function as(name: string): Actor {
  if (name === 'system') return { kind: 'system', name };
  return name === 'client' ? { kind: 'client', name: 'client-1', clientId: 1 } : { kind: 'user', name };
}

/** What the kernel says, in short: `allowed`, `forbidden 7`, `unknown role_id`, `invalid name`. */
export function ask(state: MemoryState, name: string, change: AuthorityChange): string {
  return inShort(decide(state, { actor: as(name), change, now: NOW }));
}

export function inShort(decision: Decision): string {
  if (decision.kind === 'allowed') return 'allowed';
  return decision.kind === 'forbidden' ? `forbidden ${decision.rule}` : `${decision.kind} ${decision.member}`;
}

/** The state after a change that must be allowed; new rows get ids from 1001 on. */
export function after(state: MemoryState, name: string, change: AuthorityChange): MemoryState {
  const ids = Array.from({ length: 10 }, (_, index) => 1001 + index);
  return applyEffects(state, { by: name, at: NOW, effects: effects(state, name, change), ids, epoch: state.epoch + 1 });
}

/** What an allowed change would write. */
export function effects(state: MemoryState, name: string, change: AuthorityChange): readonly Effect[] {
  const decision = decide(state, { actor: as(name), change, now: NOW });
  if (decision.kind !== 'allowed') throw new Error(JSON.stringify(decision));
  return decision.effects;
}

/** Effects as they are, past the kernel. */
export function applied(state: MemoryState, written: readonly Effect[], ids: readonly number[]): MemoryState {
  return applyEffects(state, { by: 'system', at: NOW, effects: written, ids, epoch: state.epoch + 1 });
}

export const set = (roleId: number, userId: string, ...[type, expiresAt]: [RoleType?, (number | null)?]): AuthorityChange => ({
  kind: 'set_memberships',
  memberships: [{ roleId, userId, type, expiresAt }],
});
export const end = (roleId: number, userId: string): AuthorityChange => ({
  kind: 'end_memberships',
  memberships: [{ roleId, userId }],
});
export const addRole = (parentId: number): AuthorityChange => ({ kind: 'add_role', parentId, name: 'new', description: '' });
export const rename = (roleId: number): AuthorityChange => ({ kind: 'change_role', roleId, name: 'renamed', description: '' });
export const remove = (roleId: number): AuthorityChange => ({ kind: 'delete_role', roleId });
export const insert = (parentId: number, childIds: readonly number[]): AuthorityChange => ({
  ...{ kind: 'insert_role', parentId, childIds, name: 'between', description: '' },
});
export const link = (roleId: number, ...resourceIds: number[]): AuthorityChange => ({ kind: 'link', roleId, resourceIds });
export const unlink = (roleId: number, ...resourceIds: number[]): AuthorityChange => ({ kind: 'unlink', roleId, resourceIds });
export const replace = (roleId: number, ...resourceIds: number[]): AuthorityChange => ({
  kind: 'replace_links',
  roleId,
  resourceIds,
});
export const resource = { name: 'new', description: '', data: '' };

/** The people of a state that was made here. */
export function peopleOf(state: MemoryState): MemoryPeople {
  if (!(state.parts.people instanceof MemoryPeople)) throw new Error('the people of a company are in memory');
  return state.parts.people;
}
