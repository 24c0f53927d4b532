import {
  AUDIT_COUNT_LIMIT,
  type AuditChain,
  type AuditEvent,
  type AuditFilter,
  type AuditPage,
  type AuditStore,
  type ChainPosition,
  type ChainVerdict,
  type Forgetting,
} from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import type { AuditRow } from '../tables/audit-tables.ts';
import { appendToChains } from './append-to-chain.ts';
import { auditEventOf, auditRow, mentionRows } from './audit-row.ts';
import { listChains } from './chain-heads.ts';
import { countRows, listRows } from './filtered-rows.ts';
import { forgetPerson } from './forget-person.ts';
import { mentionsOf } from './mentions.ts';
import type { UnitAudit } from './pending-audit.ts';
import { trimChain } from './trim-chain.ts';
import { verifyChain } from './verify-chain.ts';

/** The audit table in SQL. What a unit of work appends is written when its commit is, or before it looks at the table itself. */
export class SqlAuditStore implements AuditStore {
  readonly #connection: Connection;
  readonly #pending: UnitAudit | undefined;

  /** Without `pending` each row is written at once. */
  constructor(connection: Connection, pending?: UnitAudit) {
    this.#connection = connection;
    this.#pending = pending;
  }

  async append(event: AuditEvent): Promise<void> {
    const entry = { row: auditRow(event), mentions: mentionRows(event) };
    if (this.#pending === undefined) await appendToChains(this.#connection, [entry]);
    else this.#pending.push(entry);
  }

  async list({ limit, ...filter }: AuditFilter): Promise<AuditEvent[]> {
    await this.#settle();
    return this.#events(await listRows(this.#connection, filter, { limit, offset: 0 }));
  }

  async listFor(
    filter: Omit<AuditFilter, 'limit' | 'before'>,
    { p, pageSize }: { readonly p: number; readonly pageSize: number },
  ): Promise<AuditPage> {
    await this.#settle();
    const total = await countRows(this.#connection, filter, AUDIT_COUNT_LIMIT);
    const offset = (p - 1) * pageSize;
    if (offset >= total) return { rows: [], total };
    return { rows: await this.#events(await listRows(this.#connection, filter, { limit: pageSize, offset })), total };
  }

  async chains(): Promise<AuditChain[]> {
    await this.#settle();
    return listChains(this.#connection);
  }

  async verify(chain: AuditChain, limit: number, from?: ChainPosition): Promise<ChainVerdict> {
    await this.#settle();
    return verifyChain(this.#connection, { chain, limit, from });
  }

  async forget(userId: string, after: string, limit: number): Promise<Forgetting> {
    await this.#settle();
    return forgetPerson(this.#connection, { userId, after, limit });
  }

  async trim(chain: AuditChain, before: number, limit: number): Promise<number> {
    await this.#settle();
    return trimChain(this.#connection, { chain, before, limit });
  }

  async #settle(): Promise<void> {
    if (this.#pending !== undefined && this.#pending.length > 0) await appendToChains(this.#connection, this.#pending.splice(0));
  }

  async #events(rows: readonly AuditRow[]): Promise<AuditEvent[]> {
    const events: AuditEvent[] = [];
    for (const row of rows) events.push(auditEventOf(row, await mentionsOf(this.#connection, row)));
    return events;
  }
}
