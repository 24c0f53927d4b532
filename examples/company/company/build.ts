import type { Call } from '../hufu/api.ts';
import { COMPANY, type Department, everyDepartment, everyResource, type Language } from './company.ts';
import { everyone, type Person } from './people.ts';

/** The company as the server knows it: the ids it gave, and names to show. */
export interface Built {
  readonly roleIds: Map<string, number>;
  readonly resourceIds: ReadonlyMap<string, number>;
  readonly people: readonly Person[];
}

/** Who builds: the client makes the users, the owner the rest. */
export interface Builders {
  readonly client: Call;
  readonly owner: Call;
  readonly language: Language;
}

/** As many requests are under way at a time. */
const AT_ONCE = 16;

/** Builds the company: people, roles from the top down, resources, links, and all memberships in one batch. */
export async function buildCompany(builders: Builders): Promise<Built> {
  const { owner, language } = builders;
  const people = everyone();
  await makeUsers(builders, people);
  const roleIds = await makeRoles(builders);
  const names = everyResource();
  const ids = await owner<number[]>(
    'POST /resources',
    names.map((name) => ({ name })),
  );
  const resourceIds = new Map(names.map((name, index) => [name, ids[index] ?? 0]));
  for (const { key, resources } of everyDepartment()) {
    if (key === COMPANY.key) continue;
    const linked = resources.map((name) => resourceIds.get(name));
    await owner(`POST /roleResources/${roleIds.get(key)}`, linked);
  }
  const members = people.filter(({ department }) => department !== COMPANY.key);
  await owner(
    'POST /roleUsers',
    members.map(({ id, department, type }) => ({ role_id: roleIds.get(department), user_id: id, role_type: type })),
  );
  await owner('PUT /roles', { id: roleIds.get(COMPANY.key), name: COMPANY.name[language] });
  return { roleIds, resourceIds, people };
}

async function makeUsers({ client, language }: Builders, people: readonly Person[]): Promise<void> {
  // Those with a part in the story have accounts already: the operator made them, with passwords.
  const open = people.filter(({ type }) => type === 'normal');
  const work = async (): Promise<void> => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      await client('POST /users', { id: next.id, fullname: next.name[language] });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function makeRoles({ owner, language }: Builders): Promise<Map<string, number>> {
  const [root] = await owner<{ readonly id: number }[]>('GET /roleTree');
  const roleIds = new Map([[COMPANY.key, root?.id ?? 0]]);
  const makeBelow = async (parent: Department): Promise<void> => {
    for (const each of parent.below ?? []) {
      const role = { name: each.name[language], parent_id: roleIds.get(parent.key) };
      roleIds.set(each.key, await owner<number>('POST /roles', role));
      await makeBelow(each);
    }
  };
  await makeBelow(COMPANY);
  return roleIds;
}
