import { SYSTEM_CHAIN } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS, type UnchainedRow } from './audit-row.ts';
import { chainHash } from './chain-encoding.ts';
import { advanceHead, headOf } from './chain-heads.ts';
import { insertMentions } from './mentions.ts';
import { subjectsOf } from './personal.ts';
import { saltsFor } from './salts.ts';

const INSERT = statement((db, given: AuditRow) => db.insertInto('audit').values(valuesOf(given, AUDIT_COLUMNS)));

/** Puts a row at the end of its chain. */
export async function appendToChain(
  connection: Connection,
  row: UnchainedRow,
  mentions: readonly AuditMentionRow[],
): Promise<void> {
  const people = subjectsOf(
    row,
    mentions.map(({ user_id }) => user_id),
  );
  const saltOf = await saltsFor(connection, people);
  for (;;) {
    const head = await headOf(connection, row.client_id ?? SYSTEM_CHAIN);
    const { chain, sequence: from } = head;
    const placed = { ...row, chain, sequence: from + 1 };
    const hash = chainHash(head.hash, placed, { mentions, saltOf });
    // Its row count decides; where units of work run at once, the loser finds the winner's head.
    if (!(await advanceHead(connection, { chain, from, sequence: from + 1, hash }))) continue;
    await INSERT.run(connection, { ...placed, hash });
    return insertMentions(connection, mentions);
  }
}
