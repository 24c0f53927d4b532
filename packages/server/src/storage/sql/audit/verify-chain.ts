import type { ChainDifference, ChainPosition, ChainVerdict } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { AuditChainRow, AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';
import { CHAIN_START, chainHash, SaltMissing } from './chain-encoding.ts';
import { findHead } from './chain-heads.ts';
import { mentionsOf } from './mentions.ts';
import { subjectsOf } from './personal.ts';
import { findSalts } from './salts.ts';

const NEXT = statement((db, given: { chain: number; after: number; to: number; limit: number }) =>
  db
    .selectFrom('audit')
    .select(AUDIT_COLUMNS)
    .where('chain', '=', given.chain)
    .where('sequence', '>', given.after)
    .where('sequence', '<=', given.to)
    .orderBy('sequence')
    .limit(given.limit),
);

/** Checks the next rows of a chain, up to the head it has now. */
export async function verifyChain(
  connection: Connection,
  { chain, limit, from }: { readonly chain: number; readonly limit: number; readonly from: ChainPosition | undefined },
): Promise<ChainVerdict> {
  const head = await findHead(connection, chain);
  let position = startOf(head, from);
  if (head === undefined) return { kind: 'intact', position, checked: 0 };
  const rows = await NEXT.all(connection, { chain, after: position.sequence, to: head.sequence, limit });
  for (const [checked, row] of rows.entries()) {
    const sequence = position.sequence + 1;
    if (row.sequence !== sequence) return missing(sequence, checked);
    const differs = await differenceOf(connection, row, position.hash);
    if (differs !== undefined) return { kind: 'broken', sequence, id: row.id, reason: 'changed', differs, checked };
    position = { sequence, hash: row.hash };
  }
  return verdictAt(position, head, { checked: rows.length, lastId: rows.at(-1)?.id ?? null });
}

/** Rows that were deleted by age since the last step are not missing: the anchor stands for them. */
function startOf(head: AuditChainRow | undefined, from: ChainPosition | undefined): ChainPosition {
  const anchor = { sequence: head?.anchor_sequence ?? 0, hash: head?.anchor_hash ?? CHAIN_START };
  return from === undefined || from.sequence < anchor.sequence ? anchor : from;
}

function verdictAt(
  position: ChainPosition,
  head: AuditChainRow,
  { checked, lastId }: { readonly checked: number; readonly lastId: string | null },
): ChainVerdict {
  const { sequence } = position;
  if (sequence === head.sequence) {
    const isHead = position.hash === head.hash;
    return isHead
      ? { kind: 'intact', position, checked }
      : { kind: 'broken', sequence, id: lastId, reason: 'changed', differs: 'head', checked };
  }
  return checked > 0 ? { kind: 'more', position, checked } : missing(sequence + 1, checked);
}

function missing(sequence: number, checked: number): ChainVerdict {
  return { kind: 'broken', sequence, id: null, reason: 'missing', differs: 'row', checked };
}

async function differenceOf(connection: Connection, row: AuditRow, previousHash: string): Promise<ChainDifference | undefined> {
  const mentions = await mentionsOf(connection, row);
  if (mentions.length !== row.mentions) return 'mentions';
  const people = subjectsOf(
    row,
    mentions.map(({ user_id }) => user_id),
  );
  const saltOf = await findSalts(connection, people);
  try {
    return chainHash(previousHash, row, { mentions, saltOf }) === row.hash ? undefined : 'content';
  } catch (error) {
    if (error instanceof SaltMissing) return 'salt';
    throw error;
  }
}
