import type { AuditDetail, AuditEvent, AuditMention } from '../../../observability/audit.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { FORGOTTEN } from './personal.ts';

/** The columns of the audit table. */
export const AUDIT_COLUMNS = [
  'id',
  'at',
  'action',
  'actor',
  'address',
  'request_id',
  'user_id',
  'client_id',
  'detail',
  'mentions',
  'chain',
  'sequence',
  'hash',
] as const;

/** A row before it has its place in a chain. */
export type UnchainedRow = Omit<AuditRow, 'chain' | 'sequence' | 'hash'>;

/** A row as it is stored, but for its place. */
export function auditRow(event: AuditEvent): UnchainedRow {
  return {
    id: event.id,
    at: event.at,
    action: event.action,
    actor: event.actor,
    address: event.address,
    request_id: event.requestId,
    user_id: event.userId,
    client_id: event.clientId,
    detail: JSON.stringify(event.detail),
    mentions: event.mentions?.length ?? 0,
  };
}

/** The mentions of a row as they are stored. */
export function mentionRows({ id, mentions = [] }: AuditEvent): AuditMentionRow[] {
  return mentions.map(({ userId, detail }, position) => ({
    audit_id: id,
    position,
    user_id: userId,
    detail: JSON.stringify(detail),
  }));
}

/** A stored row; of what was forgotten nothing is shown but that there was somebody. */
export function auditEventOf(row: UnchainedRow, mentions: readonly AuditMentionRow[]): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    actor: row.actor,
    address: row.address.startsWith(FORGOTTEN) ? '' : row.address,
    requestId: row.request_id,
    userId: row.user_id,
    clientId: row.client_id,
    detail: detailOf(row.detail),
    ...(mentions.length === 0 ? {} : { mentions: mentions.map(mentionOf) }),
  };
}

function mentionOf({ user_id, detail }: AuditMentionRow): AuditMention {
  return { userId: user_id, detail: detailOf(detail) };
}

function detailOf(stored: string): AuditDetail {
  return stored.startsWith(FORGOTTEN) ? {} : (JSON.parse(stored) as AuditDetail);
}
