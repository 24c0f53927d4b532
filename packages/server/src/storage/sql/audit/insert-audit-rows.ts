import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement, valuesOf } from '../statement.ts';
import type { AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';

/** How many rows a statement takes where there are so many: most of what a row costs the database is its statement. */
const TOGETHER = 16;

const ONE = statement((db, given: AuditRow) => db.insertInto('audit').values(valuesOf(given, AUDIT_COLUMNS)));
const MANY: Statement<Record<string, SqlValue>, unknown> = statement((db, given: Record<string, SqlValue>) =>
  db.insertInto('audit').values(Array.from({ length: TOGETHER }, (_, index) => numbered(given, index))),
);

/** Inserts rows that have their place, whose outcome nobody waits for. */
export async function insertAuditRows(connection: Connection, rows: readonly AuditRow[]): Promise<void> {
  const writes: Promise<void>[] = [];
  let next = 0;
  for (; next + TOGETHER <= rows.length; next += TOGETHER) {
    writes.push(MANY.post(connection, numberedValues(rows.slice(next, next + TOGETHER))));
  }
  for (const row of rows.slice(next)) writes.push(ONE.post(connection, row));
  await Promise.all(writes);
}

function numberedValues(rows: readonly AuditRow[]): Record<string, SqlValue> {
  const values: Record<string, SqlValue> = {};
  for (const [index, row] of rows.entries()) for (const name of AUDIT_COLUMNS) values[name + index] = row[name];
  return values;
}

// While the statement is compiled these are its placeholders.
function numbered(given: Record<string, SqlValue>, index: number): AuditRow {
  return Object.fromEntries(AUDIT_COLUMNS.map((name) => [name, given[name + index]])) as unknown as AuditRow;
}
