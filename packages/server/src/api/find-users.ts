import type { EdgeContext } from '../http/edge-context.ts';
import { foldUserId, type User } from '../identity/user/user.ts';
import { notFound } from './api-failure.ts';

/** The users of these ids, by the id as it was given, however it was spelled; who does not exist is missing. */
export async function findUsers(
  { storage }: Pick<EdgeContext, 'storage'>,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, User>> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return new Map();
  const users = await storage.read((stores) => stores.users.findMany(wanted));
  const known = new Map(users.map((user) => [foldUserId(user.id), user]));
  return new Map(
    Array.from(wanted).flatMap((id): [string, User][] => {
      const user = known.get(foldUserId(id));
      return user === undefined ? [] : [[id, user]];
    }),
  );
}

/** The one user of this id, in the spelling of its own. Throws `not_found` for the member that named it. */
export async function findUserId(context: Pick<EdgeContext, 'storage'>, id: string, member: string): Promise<string> {
  return (await findUsers(context, [id])).get(id)?.id ?? notFound(member);
}
