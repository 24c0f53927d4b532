import { sql } from 'kysely';
import type { VerifiedPart, Violation } from '../../verification-store.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';

const CLIENTS = 5;
const NO_PARENT = -1;

interface OfRoot {
  readonly client: number;
  readonly root: number;
}

interface Node {
  readonly role_id: number;
  readonly parent_id: number;
}

const PAGE = statement((db, given: { after: number; limit: number }) =>
  db
    .selectFrom('clients')
    .leftJoin('authority_epochs', 'authority_epochs.client_id', 'clients.id')
    .select(['clients.id', 'authority_epochs.epoch'])
    .where('clients.id', '>', given.after)
    .orderBy('clients.id')
    .limit(given.limit),
);

const TREE = statement((db, given: { client: number }) =>
  db.selectFrom('roles').select(['role_id', 'parent_id']).where('client_id', '=', given.client).where('valid_to', 'is', null),
);

const NOT_IN_ROOT = statement((db, given: OfRoot) =>
  db
    .selectFrom('resources')
    .select('resource_id')
    .where('client_id', '=', given.client)
    .where('valid_to', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('role_resources')
            .select('role_resources.id')
            .where('role_resources.role_id', '=', given.root)
            .whereRef('role_resources.resource_id', '=', 'resources.resource_id')
            .where('role_resources.valid_to', 'is', null),
        ),
      ),
    )
    .orderBy('resource_id')
    .limit(sql.lit(20)),
);

const LASTING_SUPER = statement((db, given: { root: number }) =>
  db
    .selectFrom('role_users')
    .innerJoin('users', 'users.id', 'role_users.user_id')
    .select('role_users.id')
    .where('role_users.role_id', '=', given.root)
    .where('role_users.type', '=', 'super')
    .where('role_users.valid_to', 'is', null)
    .where('role_users.expires_at', 'is', null)
    .where('users.status', '=', 'active')
    .limit(sql.lit(1)),
);

/** Verifies the trees of some clients: rules 1, 3 and 4. */
export async function verifyTrees(connection: Connection, after: string): Promise<VerifiedPart> {
  const clients = await PAGE.all(connection, { after: Number(after), limit: CLIENTS });
  const violations: Violation[] = [];
  let checked = 0;
  for (const { id, epoch } of clients) {
    const nodes = await TREE.all(connection, { client: id });
    checked += nodes.length;
    const wrong = (problem: string): number => violations.push({ severity: 'wrong', problem: `client ${id}: ${problem}` });
    if (epoch === null) wrong('it has no epoch');
    for (const problem of shapeProblems(nodes)) wrong(problem);
    const root = nodes.find(({ parent_id }) => parent_id === NO_PARENT)?.role_id;
    if (root === undefined) continue;
    for (const { resource_id } of await NOT_IN_ROOT.all(connection, { client: id, root })) {
      wrong(`the root role does not hold resource ${resource_id} (rule 4)`);
    }
    if ((await LASTING_SUPER.first(connection, { root })) === undefined) violations.push(noSuper(id));
  }
  const last = clients.at(-1)?.id;
  return { checked, violations, next: last === undefined || clients.length < CLIENTS ? undefined : String(last) };
}

function noSuper(client: number): Violation {
  const advice = 'appoint one with `hufu role super`';
  return { severity: 'warning', problem: `client ${client}: nobody active is super of its root for good (rule 1): ${advice}` };
}

/** Rule 3: one root, and everything else below it. */
function shapeProblems(nodes: readonly Node[]): string[] {
  const children = new Map<number, number[]>();
  for (const { role_id, parent_id } of nodes) {
    const siblings = children.get(parent_id);
    if (siblings === undefined) children.set(parent_id, [role_id]);
    else siblings.push(role_id);
  }
  const roots = children.get(NO_PARENT) ?? [];
  const reached = new Set(roots);
  // What is added while the set is walked is walked too.
  for (const role of reached) for (const child of children.get(role) ?? []) reached.add(child);
  const lost = nodes.filter(({ role_id }) => !reached.has(role_id)).map(({ role_id }) => role_id);
  return [
    ...(roots.length === 1 ? [] : [`it has ${roots.length} root roles`]),
    ...(lost.length === 0 ? [] : [`these roles do not lie below its root: ${lost.slice(0, 20).join(', ')}`]),
  ];
}
