import type { Connection } from '../connection.ts';
import { RowsStatement, valuesOf } from '../statement.ts';
import type { AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';

/** By how many rows they take, falling: most of what a row costs the database is its statement. */
const INSERTS: readonly RowsStatement<AuditRow>[] = [16, 4, 1].map(
  (count) =>
    new RowsStatement(count, (db, rows) => db.insertInto('audit').values(rows.map((row) => valuesOf(row, AUDIT_COLUMNS)))),
);

/** Inserts rows that have their place, whose outcome nobody waits for. */
export async function insertAuditRows(connection: Connection, rows: readonly AuditRow[]): Promise<void> {
  const writes: (void | Promise<void>)[] = [];
  let next = 0;
  for (const insert of INSERTS) {
    for (; next + insert.count <= rows.length; next += insert.count) writes.push(insert.post(connection, rows, next));
  }
  await Promise.all(writes);
}
