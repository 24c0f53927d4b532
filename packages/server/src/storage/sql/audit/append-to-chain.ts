import { SYSTEM_CHAIN } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import type { UnchainedRow } from './audit-row.ts';
import { chainHash } from './chain-encoding.ts';
import { advanceHead, takeHead } from './chain-heads.ts';
import { insertAuditRows } from './insert-audit-rows.ts';
import { insertMentions } from './mentions.ts';
import { subjectsOf } from './personal.ts';
import { saltsFor } from './salts.ts';

/** A row that has no place in its chain yet, and what it says about further people. */
export interface AuditEntry {
  readonly row: UnchainedRow;
  readonly mentions: readonly AuditMentionRow[];
}

/**
 * Puts rows at the ends of their chains, in the order given. Until the unit of work ends nobody else appends to these chains;
 * they are always taken in the same order, so that two who do so do not wait for each other.
 */
export async function appendToChains(connection: Connection, entries: readonly AuditEntry[]): Promise<void> {
  const chains = [...new Set(entries.map(chainOf))].toSorted((one, other) => one - other);
  // Statements are not waited for one by one: a database at the other end of a network takes them in one go.
  const [heads, saltOf] = await Promise.all([
    Promise.all(chains.map((chain) => takeHead(connection, chain))),
    saltsFor(connection, new Set(entries.flatMap((entry) => [...peopleOf(entry)]))),
  ]);
  const writes: Promise<unknown>[] = [];
  for (const head of heads) {
    const { chain, sequence: from } = head;
    let { sequence, hash } = head;
    const rows: AuditRow[] = [];
    const mentioned: AuditMentionRow[] = [];
    for (const { row, mentions } of entries.filter((entry) => chainOf(entry) === chain)) {
      const placed = { ...row, chain, sequence: ++sequence };
      hash = chainHash(hash, placed, { mentions, saltOf });
      rows.push({ ...placed, hash });
      mentioned.push(...mentions);
    }
    writes.push(insertAuditRows(connection, rows), insertMentions(connection, mentioned));
    // It was taken, so it is where it was.
    writes.push(advanceHead(connection, { chain, from, sequence, hash }));
  }
  await Promise.all(writes);
}

function chainOf({ row }: AuditEntry): number {
  return row.client_id ?? SYSTEM_CHAIN;
}

function peopleOf({ row, mentions }: AuditEntry): Set<string> {
  return subjectsOf(
    row,
    mentions.map(({ user_id }) => user_id),
  );
}
