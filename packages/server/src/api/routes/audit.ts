import { type AuditRowWire, auditPageWire, auditQuery, type PageWire } from '@hufu/contract';
import { AUDIT_COUNT_LIMIT, type AuditEvent } from '../../observability/audit.ts';
import { invalid, refuse } from '../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../api-route.ts';
import { instantWire } from '../wire/instant-wire.ts';
import { offsetOf, pageWire } from '../wire/page-wire.ts';
import { requireClientSuper } from './clients/registration-call.ts';

const list: ApiRoute = apiRoute({
  method: 'GET',
  path: '/audit',
  scope: 'client:read',
  callers: ['token', 'client', 'session'],
  query: auditQuery,
  answer: auditPageWire,
  summary: 'A page of the audit table, newest first: of the client to its root supers, of everything to system administrators.',
  handle: async (call): Promise<PageWire<AuditRowWire>> => {
    const { user_id: userId, from, to, p, page_size: pageSize } = call.query;
    if (offsetOf(call.query) >= AUDIT_COUNT_LIMIT) invalid('p', 'is too large; narrow the list by `from` and `to`');
    const clientId = await clientAskedFor(call);
    const filter = {
      ...(clientId === undefined ? {} : { clientId }),
      ...(userId === undefined ? {} : { userId }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const { rows, total } = await call.context.storage.read(({ audit }) => audit.listFor(filter, { p, pageSize }));
    return pageWire(call.query, total, rows.map(rowWire));
  },
});

/** `/audit`: what was done, by whom, and by which rule they might. */
export const auditRoutes: readonly ApiRoute[] = [list];

/** The client whose rows the caller may see; `undefined`: all, for a system administrator who names none. */
async function clientAskedFor(call: ApiCall<unknown, unknown>): Promise<number | undefined> {
  const { caller, namedClientId } = call;
  // A token shows what its client may be told, whoever its user is.
  if (caller.kind === 'session' && caller.user?.systemAdministrator === true) return namedClientId;
  if (caller.ownClientId === undefined && namedClientId === undefined) refuse('only a system administrator sees every client');
  await requireClientSuper(call);
  return call.clientId();
}

function rowWire(row: AuditEvent): AuditRowWire {
  const { id, action, actor, address, requestId, userId, clientId, detail, mentions = [] } = row;
  return {
    ...{
      id,
      at: instantWire(row.at),
      action,
      actor,
      address,
      request_id: requestId,
      user_id: userId,
      client_id: clientId,
      detail,
    },
    mentions: mentions.map((mention) => ({ user_id: mention.userId, detail: mention.detail })),
  };
}
