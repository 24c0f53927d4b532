import { orderedId } from '../crypto/ordered-id.ts';
import type { AuditAction, AuditEvent } from '../observability/audit.ts';
import type { Act, IdentityStores } from './identity-stores.ts';

/** What one audit row says beside who, where and when. */
export interface IdentityEvent {
  readonly action: AuditAction;
  /** The user it is about; `null` when no such user exists: what was typed is never recorded, it may be a password. */
  readonly userId: string | null;
  readonly detail?: AuditEvent['detail'];
}

/** Appends an audit row in the unit of work at hand. */
export async function recordEvent(stores: Pick<IdentityStores, 'audit'>, act: Act, event: IdentityEvent): Promise<void> {
  const { actor, address, requestId } = act.origin;
  await stores.audit.append({
    id: orderedId(act.now),
    at: act.now,
    actor,
    address,
    requestId,
    action: event.action,
    userId: event.userId,
    clientId: null,
    detail: event.detail ?? {},
  });
}
