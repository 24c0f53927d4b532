import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { World } from './world.ts';

/** Counts the rows of the audit table beside the server: every change writes one. */
export function auditCounter({ server }: Pick<World, 'server'>): { count(): number; close(): void } {
  const database = new DatabaseSync(join(server.directory, 'hufu.db'), { readOnly: true });
  const statement = database.prepare('select count(*) as rows from audit');
  return { count: () => Number(statement.get()?.['rows']), close: () => database.close() };
}
