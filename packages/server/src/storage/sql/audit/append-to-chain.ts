import { SYSTEM_CHAIN } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS, type UnchainedRow } from './audit-row.ts';
import { chainHash } from './chain-encoding.ts';
import { advanceHead, takeHead } from './chain-heads.ts';
import { insertMentions } from './mentions.ts';
import { subjectsOf } from './personal.ts';
import { saltsFor } from './salts.ts';

const INSERT = statement((db, given: AuditRow) => db.insertInto('audit').values(valuesOf(given, AUDIT_COLUMNS)));

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
    for (const { row, mentions } of entries.filter((entry) => chainOf(entry) === chain)) {
      const placed = { ...row, chain, sequence: ++sequence };
      hash = chainHash(hash, placed, { mentions, saltOf });
      writes.push(INSERT.post(connection, { ...placed, hash }), insertMentions(connection, mentions));
    }
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
