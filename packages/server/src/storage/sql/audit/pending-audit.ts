import type { Connection } from '../connection.ts';
import { type AuditEntry, appendToChains } from './append-to-chain.ts';

/** The audit rows of one unit of work that are not written yet. */
export type UnitAudit = AuditEntry[];

/**
 * The audit rows of the units of work that share a commit. They are written together at its end, so that many rows cost little
 * more than one and others wait for the end of a chain only while a commit is made durable.
 */
export class PendingAudit {
  #entries: AuditEntry[] = [];

  /** Where a unit of work puts its rows; they count only once they are kept. */
  forUnit(): UnitAudit {
    return [];
  }

  /** Takes the rows of a unit that succeeded. */
  keep(unit: UnitAudit): void {
    this.#entries.push(...unit);
  }

  /** Writes what was kept; on the connection whose transaction holds the units' other work. */
  async flush(connection: Connection): Promise<void> {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length > 0) await appendToChains(connection, entries);
  }

  /** Forgets what was kept: the transaction it belonged to is gone. */
  drop(): void {
    this.#entries = [];
  }
}
