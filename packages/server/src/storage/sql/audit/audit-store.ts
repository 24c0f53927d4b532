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
import { appendToChain } from './append-to-chain.ts';
import { auditEventOf, auditRow, mentionRows } from './audit-row.ts';
import { listChains } from './chain-heads.ts';
import { countRows, listRows } from './filtered-rows.ts';
import { forgetPerson } from './forget-person.ts';
import { mentionsOf } from './mentions.ts';
import { trimChain } from './trim-chain.ts';
import { verifyChain } from './verify-chain.ts';

/** The audit table in SQL. */
export class SqlAuditStore implements AuditStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(event: AuditEvent): Promise<void> {
    await appendToChain(this.#connection, auditRow(event), mentionRows(event));
  }

  async list({ limit, ...filter }: AuditFilter): Promise<AuditEvent[]> {
    return this.#events(await listRows(this.#connection, filter, { limit, offset: 0 }));
  }

  async listFor(
    filter: Omit<AuditFilter, 'limit' | 'before'>,
    { p, pageSize }: { readonly p: number; readonly pageSize: number },
  ): Promise<AuditPage> {
    const total = await countRows(this.#connection, filter, AUDIT_COUNT_LIMIT);
    const offset = (p - 1) * pageSize;
    if (offset >= total) return { rows: [], total };
    return { rows: await this.#events(await listRows(this.#connection, filter, { limit: pageSize, offset })), total };
  }

  async chains(): Promise<AuditChain[]> {
    return listChains(this.#connection);
  }

  async verify(chain: AuditChain, limit: number, from?: ChainPosition): Promise<ChainVerdict> {
    return verifyChain(this.#connection, { chain, limit, from });
  }

  async forget(userId: string, after: string, limit: number): Promise<Forgetting> {
    return forgetPerson(this.#connection, { userId, after, limit });
  }

  async trim(chain: AuditChain, before: number, limit: number): Promise<number> {
    return trimChain(this.#connection, { chain, before, limit });
  }

  async #events(rows: readonly AuditRow[]): Promise<AuditEvent[]> {
    const events: AuditEvent[] = [];
    for (const row of rows) events.push(auditEventOf(row, await mentionsOf(this.#connection, row)));
    return events;
  }
}
