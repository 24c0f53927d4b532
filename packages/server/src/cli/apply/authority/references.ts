import { foldUserId } from '../../../identity/user/user.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { MemberInput, Reference, RoleInput } from '../document/authority-document.ts';
import type { AppliedClient, ApplyDocument } from '../document/document-shape.ts';
import { everyGroup } from '../every-entry.ts';

/** The users and groups that a document names, looked up once. */
export interface References {
  /** The id as the user's own is spelled. */
  userId(id: string): string | undefined;
  groupId(reference: Reference): number | undefined;
}

/** Looks up everybody whom the roles and groups of a document name, and every group when it names any. */
export async function findReferences(stores: Pick<Stores, 'users' | 'groups'>, document: ApplyDocument): Promise<References> {
  const users = new Map<string, string>();
  for (const { id } of await stores.users.findMany(namedUsers(document))) users.set(foldUserId(id), id);
  const groups = new Map<Reference, number>();
  for (const { id, name } of await everyGroup(stores)) groups.set(id, id).set(name, id);
  return { userId: (id) => users.get(foldUserId(id)), groupId: (reference) => groups.get(reference) };
}

function namedUsers({ groups = [], clients = [] }: ApplyDocument): Set<string> {
  const named = new Set<string>();
  for (const { members = [] } of groups) for (const id of members) named.add(id);
  for (const client of clients) for (const { user_id } of membersOf(client)) named.add(user_id);
  return named;
}

function* membersOf({ root, roles = [] }: Pick<AppliedClient, 'root' | 'roles'>): Generator<MemberInput> {
  yield* root?.members ?? [];
  const waiting: RoleInput[] = [...roles];
  for (let role = waiting.pop(); role !== undefined; role = waiting.pop()) {
    yield* role.members ?? [];
    for (const below of role.roles ?? []) waiting.push(below);
  }
}
