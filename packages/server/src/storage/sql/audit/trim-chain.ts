import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import { findHead, moveAnchor } from './chain-heads.ts';
import { verifyChain } from './verify-chain.ts';

interface Cut {
  readonly chain: number;
  /** The last row to be deleted. */
  readonly last: number;
}

const OLDEST = statement((db, given: { chain: number; limit: number }) =>
  db
    .selectFrom('audit')
    .select(['sequence', 'at', 'hash'])
    .where('chain', '=', given.chain)
    .orderBy('sequence')
    .limit(given.limit),
);

const MENTIONS = statement((db, given: Cut) =>
  db
    .deleteFrom('audit_mentions')
    .where('audit_id', 'in', (eb) =>
      eb
        .selectFrom('audit')
        .select('id')
        .where('chain', '=', given.chain)
        .where('sequence', '<=', given.last)
        .where('mentions', '>', 0),
    ),
);

const ROWS = statement((db, given: Cut) =>
  db.deleteFrom('audit').where('chain', '=', given.chain).where('sequence', '<=', given.last),
);

/**
 * Deletes the oldest rows of a chain while they are too old, and notes the hash of the last of them as the chain's anchor;
 * none when they do not verify.
 */
export async function trimChain(
  connection: Connection,
  { chain, before, limit }: { readonly chain: number; readonly before: number; readonly limit: number },
): Promise<number> {
  const head = await findHead(connection, chain);
  if (head === undefined) return 0;
  const rows = await OLDEST.all(connection, { chain, limit });
  const kept = rows.findIndex(({ at }) => at >= before);
  const last = rows[(kept === -1 ? rows.length : kept) - 1];
  if (last === undefined) return 0;
  const found = await verifyChain(connection, { chain, limit: last.sequence - head.anchor_sequence, from: undefined });
  // What proves that somebody changed the table is not for the housekeeping to remove.
  if (found.kind === 'broken') return 0;
  const step = { chain, from: head.anchor_sequence, sequence: last.sequence, hash: last.hash };
  if (!(await moveAnchor(connection, step))) return 0;
  await MENTIONS.run(connection, { chain, last: last.sequence });
  return ROWS.run(connection, { chain, last: last.sequence });
}
