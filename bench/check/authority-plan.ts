/** How large a client's authority is. */
export interface AuthoritySize {
  readonly users: number;
  readonly roles: number;
}

/** A role of the plan: the first is the root, each has its parent before it. */
export interface PlannedRole {
  readonly parent: number | undefined;
  /** Places of its resources among all, ascending; a part of its parent's. */
  readonly resources: readonly number[];
}

/** A client's authority that is the same each time it is made: nothing of it need be kept to know the right answers. */
export interface AuthorityPlan {
  readonly size: AuthoritySize;
  readonly roles: readonly PlannedRole[];
  /** Places of the roles that a user is in: one to three, different ones, none of them the root. */
  rolesOf(user: number): readonly number[];
  /** Places of the resources that a user holds. */
  resourcesOf(user: number): ReadonlySet<number>;
}

/** How many resources the client has. */
export const RESOURCES = 1_000;

const SEED = 20_260_101;
const CHILDREN = 10;
/** How many resources a role holds, by how deep it lies: some 10,000 links for 1,000 roles. */
const HELD = [RESOURCES, 50, 20, 7, 5];

/** The id of a user. */
export function userIdOf(user: number): string {
  return `user-${String(user).padStart(7, '0')}`;
}

/** The name of a resource, which AuthZEN reads as type, id and action. */
export function resourceNameOf(resource: number): string {
  return `document/${resource}#read`;
}

/** The plan of an authority of this size. */
export function planAuthority(size: AuthoritySize): AuthorityPlan {
  const roles = planRoles(size.roles);
  const rolesOf = (user: number): readonly number[] => {
    const random = randomSource(SEED + 1 + user);
    const count = 1 + Math.floor(random() * 3);
    return [...new Set(Array.from({ length: count }, () => 1 + Math.floor(random() * (size.roles - 1))))];
  };
  const resourcesOf = (user: number): Set<number> => new Set(rolesOf(user).flatMap((role) => roles[role]?.resources ?? []));
  return { size, roles, rolesOf, resourcesOf };
}

function planRoles(count: number): PlannedRole[] {
  const random = randomSource(SEED);
  const roles: PlannedRole[] = [{ parent: undefined, resources: Array.from({ length: RESOURCES }, (_, index) => index) }];
  const depths = [0];
  for (let place = 1; place < count; place++) {
    const parent = Math.floor((place - 1) / CHILDREN);
    const depth = (depths[parent] ?? 0) + 1;
    depths.push(depth);
    roles.push({ parent, resources: someOf(roles[parent]?.resources ?? [], HELD[depth] ?? 5, random) });
  }
  return roles;
}

function someOf(items: readonly number[], count: number, random: () => number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, items.length)) chosen.add(items[Math.floor(random() * items.length)] ?? 0);
  return [...chosen].sort((one, other) => one - other);
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
