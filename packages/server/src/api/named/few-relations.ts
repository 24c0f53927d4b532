import { invalid } from '../api-failure.ts';

/** How many relations of several roles one answer shows at most: some twenty megabytes of it. */
const MOST_RELATIONS = 200_000;

/** Throws `ApiFailure` where the relations of several roles are too many for one answer; of one role all are shown. */
export function requireFewRelations(roleIds: readonly number[], member: string, countOf: (roleId: number) => number): void {
  let count = 0;
  for (const id of roleIds) count += countOf(id);
  if (roleIds.length < 2 || count <= MOST_RELATIONS) return;
  invalid(member, `the roles have more than ${MOST_RELATIONS} of these together; ask for fewer roles at once, or for one`);
}
