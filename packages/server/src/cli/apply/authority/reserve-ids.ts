import type { Stores } from '../../../storage/storage.ts';
import type { RoleInput } from '../document/authority-document.ts';
import type { ApplyDocument } from '../document/document-shape.ts';

/**
 * Sees to it that no id which the document gives to a role or a resource is given out before the document's turn to take it: to
 * the root role of a client that is made first, for one.
 */
export async function reserveIds({ authority }: Pick<Stores, 'authority'>, { clients = [] }: ApplyDocument): Promise<void> {
  const greatest = { role: 0, resource: 0 };
  const note = (kind: keyof typeof greatest, id: number | undefined): void => {
    greatest[kind] = Math.max(greatest[kind], id ?? 0);
  };
  const waiting: RoleInput[] = [];
  for (const { root, roles = [], resources = [] } of clients) {
    note('role', root?.id);
    for (const { id } of resources) note('resource', id);
    for (const role of roles) waiting.push(role);
  }
  for (let role = waiting.pop(); role !== undefined; role = waiting.pop()) {
    note('role', role.id);
    for (const below of role.roles ?? []) waiting.push(below);
  }
  for (const kind of ['role', 'resource'] as const) if (greatest[kind] > 0) await authority.reserve(kind, greatest[kind]);
}
