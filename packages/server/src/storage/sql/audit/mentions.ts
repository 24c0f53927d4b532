import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';

const COLUMNS = ['audit_id', 'position', 'user_id', 'detail'] as const satisfies readonly (keyof AuditMentionRow)[];

const INSERT = statement((db, given: AuditMentionRow) => db.insertInto('audit_mentions').values(valuesOf(given, COLUMNS)));

const FIND = statement((db, given: { audit_id: string }) =>
  db.selectFrom('audit_mentions').select(COLUMNS).where('audit_id', '=', given.audit_id).orderBy('position'),
);

/** Stores what a row says about further people. */
export async function insertMentions(connection: Connection, rows: readonly AuditMentionRow[]): Promise<void> {
  for (const row of rows) await INSERT.post(connection, row);
}

/** What a row says about further people, in order. */
export async function mentionsOf(connection: Connection, row: Pick<AuditRow, 'id' | 'mentions'>): Promise<AuditMentionRow[]> {
  return row.mentions === 0 ? [] : FIND.all(connection, { audit_id: row.id });
}
