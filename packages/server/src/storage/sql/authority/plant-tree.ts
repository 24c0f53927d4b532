import { IdTaken, type Root, type Write } from '../../../authority/authority-store.ts';
import { NO_PARENT } from '../../../authority/model.ts';
import type { Connection } from '../connection.ts';
import { beginEpochs } from './rows/epochs.ts';
import { insertMembership } from './rows/membership-rows.ts';
import { skipPast, takeIds } from './rows/numbering.ts';
import { insertRole } from './rows/role-rows.ts';

/** Gives a client its root role, with its creator as `super` (contract/authority.md §2, rule 1). Throws when it has a tree. */
export async function plantTree(connection: Connection, { clientId, by, at }: Write, root: Root): Promise<number> {
  if (!(await beginEpochs(connection, clientId, at))) throw new Error(`client ${clientId} has a tree`);
  const role_id = root.id ?? (await takeIds(connection, 'role', 1));
  const row = { role_id, client_id: clientId, name: root.name, description: '', parent_id: NO_PARENT };
  const dates = { created_by: by, created_at: at, updated_by: by, updated_at: at, valid_from: at };
  if (!(await insertRole(connection, { ...row, ...dates }))) throw new IdTaken(`there is a role ${role_id}`);
  await skipPast(connection, 'role', role_id);
  if (root.creator !== null) {
    const membership = { client_id: clientId, role_id, user_id: root.creator, type: 'super', expires_at: null } as const;
    await insertMembership(connection, { ...membership, granted_by: by, valid_from: at });
  }
  return role_id;
}
