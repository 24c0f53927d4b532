import { z } from 'zod';
import { parseClientId } from '../../../oauth/client/client-id.ts';
import type { AuditEvent } from '../../../observability/audit.ts';
import { findClient } from '../client-view.ts';
import { LINE, type Operation, type OperationContext, PAGE_SIZE } from '../operation.ts';

/** What a list of audit rows is narrowed by. Times are milliseconds since 1970. */
export interface AuditQuery {
  readonly before?: string | undefined;
  readonly user?: string | undefined;
  /** An id, also of a client that is gone, or a name. */
  readonly client?: string | undefined;
  readonly action?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
}

/** An audit row as the operator sees it. */
export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly user: string | null;
  readonly client: number | null;
  readonly address: string;
  readonly request_id: string;
  readonly detail: AuditEvent['detail'];
  /** The people it concerned beside `user`, each with what of it. */
  readonly mentions: readonly { readonly user: string; readonly detail: AuditEvent['detail'] }[];
}

/** Audit rows, newest first. */
export const listAudit: Operation<AuditQuery, { readonly events: readonly AuditView[]; readonly next: string | null }> = {
  name: 'audit.list',
  isStep: true,
  input: z.strictObject({
    before: LINE.optional(),
    user: LINE.optional(),
    client: LINE.optional(),
    action: LINE.optional(),
    from: z.int().optional(),
    to: z.int().optional(),
    limit: z.int().min(1).max(PAGE_SIZE),
  }),
  async run(context, { before, user, client, action, from, to, limit }) {
    const clientId = client === undefined ? undefined : await clientIdOf(context, client);
    const filter = {
      ...(before === undefined ? {} : { before }),
      ...(user === undefined ? {} : { userId: user }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(action === undefined ? {} : { action }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const events = await context.storage.read((stores) => stores.audit.list({ ...filter, limit }));
    return { events: events.map(auditView), next: events.length < limit ? null : (events.at(-1)?.id ?? null) };
  },
};

async function clientIdOf({ storage }: OperationContext, reference: string): Promise<number> {
  return parseClientId(reference) ?? (await storage.read((stores) => findClient(stores, reference))).id;
}

function auditView({
  id,
  at,
  action,
  actor,
  userId,
  clientId,
  address,
  requestId,
  detail,
  mentions = [],
}: AuditEvent): AuditView {
  return {
    id,
    at: new Date(at).toISOString(),
    action,
    actor,
    user: userId,
    client: clientId,
    address,
    request_id: requestId,
    detail,
    mentions: mentions.map((mention) => ({ user: mention.userId, detail: mention.detail })),
  };
}
