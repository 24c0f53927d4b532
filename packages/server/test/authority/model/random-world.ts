import type { Actor, AuthorityChange, MembershipWish } from '../../../src/authority/change.ts';
import { FOREVER, NaiveModel } from './naive-model.ts';
import type { Dice } from './seeded.ts';

export const GROUPS: number[] = [1, 2, 3];
/** Ids of nothing: another client's, deleted, negative, huge, of no number at all. */
const NONSENSE = [0, -1, 999_999, 2 ** 53, 1.5, Number.NaN, -7];
export const USERS: string[] = Array.from({ length: 10 }, (_, index) => `user${index}`);

/** A tree with people of every kind: supers at every depth, admins, members by groups, expired and frozen ones, outsiders. */
export function randomWorld(random: Dice, now: number): NaiveModel {
  const world = new NaiveModel();
  world.users = USERS;
  world.active = USERS.filter(() => random.chance(0.9));
  world.roles.push({ id: 1, parent: -1, name: 'root', description: '' });
  world.lastId = 1;
  for (let count = random.number(12); count > 0; count -= 1) {
    world.lastId += 1;
    world.roles.push({ id: world.lastId, parent: random.pick(world.roles).id, name: `role${world.lastId}`, description: '' });
  }
  for (let count = random.number(8); count > 0; count -= 1) {
    world.lastId += 1;
    world.resources.push({ id: world.lastId, name: `resource${random.number(5)}`, description: '', data: '' });
  }
  for (const { id, parent } of world.roles) {
    const available = parent === -1 ? world.resources.map((resource) => resource.id) : world.resourcesIn(parent);
    for (const resource of available.filter(() => parent === -1 || random.chance(0.6))) world.links.push({ role: id, resource });
  }
  for (const role of world.roles) {
    for (const user of random.some(USERS, 3)) {
      const end = random.chance(0.6) ? FOREVER : now - 20 + random.number(150);
      world.members.push({ role: role.id, user, rank: random.number(3), end });
    }
  }
  if (random.chance(0.5)) addPassingRootSuper(random, world, now);
  world.groupsInRoles = GROUPS.filter(() => random.chance(0.4)).map((group) => ({ role: random.pick(world.roles).id, group }));
  world.usersInGroups = GROUPS.flatMap((group) => random.some(USERS, 3).map((user) => ({ group, user })));
  return world;
}

/** Someone whose right at the root ends, and whose right further down does not: which of them a grant goes by shows in its end. */
function addPassingRootSuper(random: Dice, world: NaiveModel, now: number): void {
  const user = random.pick(world.active.length > 0 ? world.active : USERS);
  world.members = world.members.filter((row) => row.user !== user);
  world.members.push({ role: world.root().id, user, rank: 2, end: now + 50 + random.number(200) });
  const below = world.roles.filter(({ parent }) => parent !== -1);
  if (below.length > 0) world.members.push({ role: random.pick(below).id, user, rank: 1 + random.number(2), end: FOREVER });
}

/** An actor of every kind; mostly people, and of these mostly such as may do something. */
export function randomActor(random: Dice, world: NaiveModel, now: number): Actor {
  const kind = random.weighted([
    [30, 'any'],
    [45, 'administrator'],
    [8, 'client'],
    [4, 'other client'],
    [5, 'system'],
    [2, 'stranger'],
  ] as const);
  if (kind === 'system') return { kind: 'system', name: 'system' };
  if (kind === 'client') return { kind: 'client', name: 'client-1', clientId: 1 };
  if (kind === 'other client') return { kind: 'client', name: 'client-2', clientId: 2 };
  if (kind === 'stranger') return { kind: 'user', name: random.pick(['nobody', '', 'client-1', 'system', 'USER1']) };
  const some = kind === 'administrator' ? USERS.filter((user) => world.administered(user, now).length > 0) : [];
  return { kind: 'user', name: random.pick(some.length > 0 ? some : USERS) };
}

interface Scene {
  readonly random: Dice;
  readonly world: NaiveModel;
  readonly actor: Actor;
  readonly now: number;
}

/** A change of every kind, half of the time of what is within the actor's reach, and sometimes nonsense. */
export function randomChange(scene: Scene): AuthorityChange {
  const { random } = scene;
  const text = { name: random.chance(0.02) ? '' : `name${random.number(4)}`, description: random.pick(['', 'text']) };
  const role = (): number => anyRole(scene);
  const resources = (): number[] => Array.from({ length: random.number(4) }, () => anyResource(scene));
  const groupIds = (): number[] => Array.from({ length: 1 + random.number(2) }, () => random.pick(GROUPS));
  return random.weighted<() => AuthorityChange>([
    [8, () => ({ kind: 'add_role', parentId: role(), ...text })],
    [4, () => ({ kind: 'change_role', roleId: role(), ...text })],
    [6, () => ({ kind: 'delete_role', roleId: role() })],
    [8, () => insertion(scene, text)],
    [26, () => ({ kind: 'set_memberships', memberships: wishes(scene) })],
    [10, () => ({ kind: 'end_memberships', memberships: wishes(scene) })],
    [5, () => ({ kind: 'add_groups', roleId: role(), groupIds: groupIds() })],
    [4, () => ({ kind: 'remove_groups', roleId: role(), groupIds: groupIds() })],
    [4, () => ({ kind: 'add_resources', resources: Array.from({ length: random.number(3) }, () => resourceText(random)) })],
    [3, () => ({ kind: 'change_resources', resources: resources().map((id) => ({ id, ...resourceText(random) })) })],
    [2, () => ({ kind: 'delete_resources', resourceIds: resources() })],
    [9, () => ({ kind: 'link', roleId: role(), resourceIds: resources() })],
    [6, () => ({ kind: 'unlink', roleId: role(), resourceIds: resources() })],
    [6, () => ({ kind: 'replace_links', roleId: role(), resourceIds: resources() })],
  ])();
}

function anyRole({ random, world, actor, now }: Scene): number {
  if (random.chance(0.03)) return random.pick([...NONSENSE, ...world.resources.map(({ id }) => id)]);
  const within = world.roles.filter(({ id }) => world.rankOf(actor, id, now) >= 1);
  const from = within.length > 0 && random.chance(0.75) ? within : world.roles;
  // The root is where most rules meet.
  return random.chance(0.1) ? world.root().id : random.pick(from).id;
}

function anyResource({ random, world, actor, now }: Scene): number {
  if (random.chance(0.03) || world.resources.length === 0) return random.pick([...NONSENSE, ...world.roles.map(({ id }) => id)]);
  const within = world.resourcesWithinReach(actor, now);
  return within.length > 0 && random.chance(0.7) ? random.pick(within) : random.pick(world.resources).id;
}

function insertion(scene: Scene, text: { name: string; description: string }): AuthorityChange {
  const { random, world } = scene;
  const parentId = anyRole(scene);
  const children = world.children(parentId).map(({ id }) => id);
  const childIds = random.some(children, 3);
  if (random.chance(0.15)) childIds.push(anyRole(scene));
  if (random.chance(0.05) && childIds.length > 0) childIds.push(childIds[0]!);
  return { kind: 'insert_role', parentId, childIds, ...text };
}

function wishes(scene: Scene): MembershipWish[] {
  const { random, world, now } = scene;
  const wishOf = (): MembershipWish => {
    const wish: { -readonly [K in keyof MembershipWish]: MembershipWish[K] } = {
      roleId: anyRole(scene),
      userId: random.pick(USERS),
    };
    const there = world.members.filter((row) => row.role === wish.roleId);
    if (there.length > 0 && random.chance(0.5)) wish.userId = random.pick(there).user;
    if (random.chance(0.8))
      wish.type = random.weighted([
        [5, 'normal'],
        [4, 'admin'],
        [3, 'super'],
      ] as const);
    if (random.chance(0.4)) wish.expiresAt = random.chance(0.3) ? null : now + random.number(100) + (random.chance(0.95) ? 1 : 0);
    return wish;
  };
  const list = Array.from(
    {
      length: random.weighted([
        [6, 1],
        [2, 2],
        [1, 3],
        [0.2, 0],
      ]),
    },
    wishOf,
  );
  if (list.length > 0 && random.chance(0.03)) list.push({ ...list[0]! });
  return list;
}

function resourceText(random: Dice): { name: string; description: string; data: string } {
  return {
    name: random.chance(0.02) ? '' : `resource${random.number(5)}`,
    description: random.pick(['', 'text']),
    data: random.pick(['', '{}']),
  };
}
