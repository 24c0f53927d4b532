import { decimalId, decimalIds, userId } from '@hufu/contract';
import { invalid, notFound } from '../api-failure.ts';
import type { ApiCall } from '../api-route.ts';

/** The id that a segment of the path gives. Throws `ApiFailure` when it is not one. */
export function pathId({ path }: Pick<ApiCall, 'path'>, name: string): number {
  return decimalId(path[name] ?? '') ?? invalid(name, 'must be a positive integer');
}

/** The user id that a segment of the path gives. Throws `not_found` for what nobody's id looks like. */
export function pathUserId({ path }: Pick<ApiCall, 'path'>, name: string): string {
  const read = userId.safeParse(path[name]);
  return read.success ? read.data : notFound(name);
}

/** The ids, separated by commas, that a segment of the path gives, each once. Throws `ApiFailure`. */
export function pathIds({ path }: Pick<ApiCall, 'path'>, name: string): readonly number[] {
  return decimalIds(path[name] ?? '') ?? invalid(name, 'must be positive integers separated by commas');
}

/**
 * The role that a call is about, which its path or its query names; `undefined` when neither does. Throws `ApiFailure`
 * when they differ.
 */
export function namedRoleId(
  call: Pick<ApiCall<{ readonly role_id?: number | undefined }, unknown>, 'path' | 'query'>,
): number | undefined {
  const inQuery = call.query.role_id;
  if (call.path['role_id'] === undefined) return inQuery;
  const inPath = pathId(call, 'role_id');
  return inQuery === undefined || inQuery === inPath ? inPath : invalid('role_id', 'must be the same in path and query');
}
