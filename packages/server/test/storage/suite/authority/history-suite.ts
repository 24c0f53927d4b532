import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorityState } from '../../../../src/authority/authority-state.ts';
import type { Effect } from '../../../../src/authority/change.ts';
import { applyEffects } from '../../../../src/authority/state/apply-effects.ts';
import type { MemoryState } from '../../../../src/authority/state/memory-state.ts';
import type { Storage } from '../../../../src/storage/storage.ts';
import { NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import {
  dump,
  membershipBegins,
  type PlantedClient,
  plantedClient,
  resourceBegins,
  roleBegins,
  withUsers,
} from './planted-client.ts';

const PEOPLE = ['alice', 'bob', 'carol'];

/** A step of a random history: which kind of change, on what, and how long after the one before, in milliseconds. */
interface Step {
  readonly kind: number;
  readonly one: number;
  readonly other: number;
  readonly later: number;
}

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ kind: fc.nat(13), one: fc.nat(50), other: fc.nat(50), later: fc.nat(2) }),
  { minLength: 1, maxLength: 40 },
);

/** What a step is about, in the state that it finds. */
interface Picked {
  readonly state: AuthorityState;
  readonly role: number;
  readonly userId: string;
  readonly resource: number | undefined;
  readonly groupId: number;
  readonly step: Step;
}

/** For each kind of step effects that fit the state; none when there is nothing of the kind to change. */
const EFFECTS: readonly ((picked: Picked) => Effect[])[] = [
  ({ role, step }) => [roleBegins(role, `role ${step.other}`)],
  ({ role, step }) => [roleBegins(role, `child ${step.other}`)],
  ({ role, step }) => [{ kind: 'role_changes', roleId: role, name: `name ${step.other}`, description: 'd' }],
  ({ state, step }) => [
    resourceBegins(`resource ${step.one}`),
    { kind: 'link_begins', roleId: state.rootId, resourceId: { newId: 0 } },
  ],
  ({ resource, step }) =>
    resource === undefined
      ? []
      : [{ kind: 'resource_changes', resourceId: resource, name: `n ${step.one}`, description: '', data: '' }],
  (picked) => [
    ...membershipEnds(picked),
    membershipBegins(picked.role, picked.userId, picked.step.one % 2 === 0 ? null : NOW * 2),
  ],
  (picked) => membershipEnds(picked),
  groupChange,
  linkChange,
  linkChange,
  ({ state, role }) => (isFree(state, role) ? [{ kind: 'role_ends', roleId: role }] : []),
  ({ state, role }) => [
    roleBegins(role, 'between'),
    ...state.childrenOf(role).map((roleId): Effect => ({ kind: 'role_moves', roleId, parentId: { newId: 0 } })),
  ],
];

function effectsOf(state: AuthorityState, step: Step, groups: readonly number[]): Effect[] {
  const pick = <T>(values: Iterable<T>, index: number): T | undefined => {
    const all = [...values];
    return all[index % Math.max(1, all.length)];
  };
  const picked = {
    state,
    step,
    role: pick(state.roles(), step.one)?.id ?? state.rootId,
    userId: pick(PEOPLE, step.other) ?? '',
    resource: pick(state.resources(), step.other)?.id,
    groupId: pick(groups, step.other) ?? 0,
  };
  return EFFECTS[step.kind]?.(picked) ?? [];
}

function membershipEnds({ state, role, userId }: Picked): Effect[] {
  return state.membership(role, userId) === undefined ? [] : [{ kind: 'membership_ends', roleId: role, userId }];
}

function groupChange({ state, role, groupId }: Picked): Effect[] {
  const isThere = [...state.groupsOf(role)].some((group) => group.groupId === groupId);
  return [{ kind: isThere ? 'group_ends' : 'group_begins', roleId: role, groupId }];
}

function linkChange({ state, role, resource }: Picked): Effect[] {
  if (resource === undefined) return [];
  const isThere = state.resourcesOf(role).has(resource);
  return [{ kind: isThere ? 'link_ends' : 'link_begins', roleId: role, resourceId: resource }];
}

function isFree(state: AuthorityState, role: number): boolean {
  const contents = [...state.membershipsOf(role), ...state.groupsOf(role), ...state.resourcesOf(role), ...state.childrenOf(role)];
  return role !== state.rootId && contents.length === 0;
}

async function changePeople(storage: Storage, step: Step, { groupId, at }: { groupId: number; at: number }): Promise<void> {
  const userId = PEOPLE[step.other % PEOPLE.length] ?? '';
  await storage.transact(async (stores) => {
    if (step.kind === 12) return stores.users.update(userId, { status: step.one % 2 === 0 ? 'active' : 'frozen' }, at);
    const added = await stores.groups.addUser(groupId, userId, at);
    return added === 'already' ? stores.groups.removeUser(groupId, userId, at) : added;
  });
}

async function makeGroups(storage: Storage): Promise<number[]> {
  return storage.transact(async (stores) => {
    const ids = [await stores.groups.nextId(), await stores.groups.nextId()];
    for (const id of ids) await stores.groups.insert({ id, name: `group ${id}`, email: '', description: '', owner: 'alice' });
    return ids;
  });
}

/** Plays a history; answers what the state was at the end of each moment. */
async function play(
  storage: Storage,
  planted: PlantedClient,
  { steps, start }: { readonly steps: readonly Step[]; readonly start: number },
): Promise<Map<number, unknown>> {
  const groups = await makeGroups(storage);
  const seen = new Map<number, unknown>();
  let at = start;
  for (const step of steps) {
    at += step.later;
    const before = (await planted.state()) as MemoryState;
    if (step.kind >= 12) await changePeople(storage, step, { groupId: groups[step.one % 2] ?? 0, at });
    else {
      const effects = effectsOf(before, step, groups);
      const ids = await planted.change(effects, at);
      const applied = applyEffects(before, { by: 'alice', at, effects, ids, epoch: before.epoch + 1 });
      expect(dump(await planted.state(), PEOPLE)).toEqual(dump(applied, PEOPLE));
    }
    seen.set(at, dump(await planted.state(), PEOPLE));
  }
  return seen;
}

/** What history must tell. */
export function historySuite({ open }: StorageFactory): void {
  describe('history', () => {
    it('as of any moment is the state that was current then, after any changes', async () => {
      const storage = await open();
      await withUsers(storage, ...PEOPLE);
      let start = NOW;
      const property = fc.asyncProperty(STEPS, async (steps) => {
        const planted = await plantedClient(storage, start);
        const seen = await play(storage, planted, { steps, start });
        const moments = [...seen.keys()];
        for (let at = moments[0] ?? start; at <= (moments.at(-1) ?? start) + 1; at++) {
          const last = Math.max(...moments.filter((moment) => moment <= at));
          expect(dump(await planted.state(at), PEOPLE)).toEqual(seen.get(last));
        }
        start = (moments.at(-1) ?? start) + 10;
      });
      await fc.assert(property, { numRuns: 25 });
    });

    it('begins when the client was planted', async () => {
      const storage = await open();
      const { id } = await plantedClient(storage, NOW);
      expect(await storage.read((stores) => stores.authority.load(id, NOW - 1))).toBeUndefined();
      expect(await storage.read((stores) => stores.authority.load(id, NOW))).toBeDefined();
    });
  });
}
