import { orderedId } from '../../../crypto/ordered-id.ts';
import type { Act } from '../../../identity/identity-stores.ts';
import type { ResolvedSession } from '../../../identity/session/sessions.ts';
import type { AuditAction } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { Grant } from '../../grant/grant.ts';
import type { Lifetimes } from '../../lifetimes.ts';
import type { WaitingDevice } from './find-device.ts';

/** Who answers for which device. */
export interface Decision extends WaitingDevice, Pick<ResolvedSession, 'user' | 'session'> {}

/** What came of an answer; `too_late`: somebody answered before, it has expired, or user, client or session are not as they were. */
export type Decided = 'approved' | 'refused' | 'too_late';

/**
 * Lets the device in: one unit of work, in which user, client and session are looked at once more. What it may do is a grant of this
 * sign-in, so it ends as others do. No consent is remembered: the next device is asked about again (RFC 8628 §5.4).
 */
export async function approveDevice(
  stores: Stores,
  decision: Decision,
  act: Act & { readonly lifetimes: Lifetimes },
): Promise<Decided> {
  if (!(await isAsItWas(stores, decision))) return 'too_late';
  const grant = grantOf(decision, act);
  // First: of two who answer at once, one leaves no grant behind.
  if ((await stores.deviceCodes.approve(decision.code.id, grant.id, act.now)) === 'too_late') return 'too_late';
  await stores.grants.insert(grant);
  await record(stores, { action: 'device.approved', decision, detail: { grant_id: grant.id, scope: grant.scope } }, act);
  return 'approved';
}

/** Refuses the device, for good. */
export async function refuseDevice(stores: Stores, decision: Decision, act: Act): Promise<Decided> {
  if ((await stores.deviceCodes.deny(decision.code.id, act.now)) === 'too_late') return 'too_late';
  await record(stores, { action: 'device.refused', decision, detail: {} }, act);
  return 'refused';
}

// As where a code is issued: what was decided on them counts only if it still holds in the unit of work that acts on it.
async function isAsItWas(stores: Stores, { user, session, client }: Decision): Promise<boolean> {
  await stores.users.takeTurn(user.id);
  await stores.clients.keepStill(client.id);
  const now = {
    client: await stores.clients.find(client.id),
    user: await stores.users.find(user.id),
    session: await stores.sessions.find(session.id),
  };
  if (now.client?.status !== 'active' || now.client.updatedAt !== client.updatedAt) return false;
  return now.user?.status === 'active' && now.session !== undefined && now.session.endedAt === null;
}

function grantOf(
  { code, user, session }: Decision,
  { lifetimes, now }: { readonly lifetimes: Lifetimes; readonly now: number },
): Grant {
  return {
    id: orderedId(now),
    clientId: code.clientId,
    userId: user.id,
    sessionId: session.id,
    scope: code.scope,
    authenticatedAt: session.authenticatedAt,
    createdAt: now,
    refreshUntil: now + lifetimes.refreshAbsoluteMs,
    revokedAt: null,
    resources: code.resources,
    claims: null,
  };
}

async function record(
  stores: Pick<Stores, 'audit'>,
  event: {
    readonly action: AuditAction;
    readonly decision: Decision;
    readonly detail: Readonly<Record<string, string>>;
  },
  { origin, now }: Act,
): Promise<void> {
  const { action, decision, detail } = event;
  const about = { userId: decision.user.id, clientId: decision.client.id, detail: { ...detail, code_id: decision.code.id } };
  await stores.audit.append({ id: orderedId(now), at: now, ...origin, action, ...about });
}
