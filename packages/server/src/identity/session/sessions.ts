import { equalDigests } from '../../crypto/hash.ts';
import { createOpaqueToken, parseOpaqueToken } from '../../crypto/opaque-token.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import type { User } from '../user/user.ts';
import type { Session } from './session.ts';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, SESSIONS_PER_USER } from './session-limits.ts';

/** Who signed in, where. */
export interface NewSession {
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly userAgent: string;
  readonly address: string;
}

/** A session that can be used, with its user. */
export interface ResolvedSession {
  readonly session: Session;
  readonly user: User;
  /** Its use was not recorded for a while: `stores.sessions.touch` is to be called in a unit of work. */
  readonly needsTouch: boolean;
}

const TOUCH_INTERVAL_MS = 5 * 60_000;
const LONGEST_USER_AGENT = 255;

/**
 * Starts a session under a new id and secret, whatever the browser had before; `token` is for its cookie and is not
 * stored. The oldest sessions of a user who has too many end.
 */
export async function startSession(
  stores: Pick<IdentityStores, 'sessions' | 'users'>,
  start: NewSession,
): Promise<{ session: Session; token: string }> {
  const { id, token, secretHash } = createOpaqueToken('hfs_', start.now);
  await stores.users.takeTurn(start.userId);
  const live = await stores.sessions.listLive(start.userId, start.now);
  for (const surplus of live.slice(SESSIONS_PER_USER - 1)) await stores.sessions.end(surplus.id, start.now);
  const session: Session = {
    id,
    secretHash,
    userId: start.userId,
    authenticatedAt: start.now,
    createdAt: start.now,
    lastSeenAt: start.now,
    expiresAt: start.now + SESSION_ABSOLUTE_MS,
    endedAt: null,
    userAgent: printable(start.userAgent),
    address: start.address,
  };
  await stores.sessions.insert(session);
  return { session, token };
}

/** The session of a presented token and its user, if both are alive now; `undefined` for anything else. */
export async function resolveSession(
  stores: Pick<IdentityStores, 'sessions' | 'users'>,
  presented: string,
  now: number,
): Promise<ResolvedSession | undefined> {
  const token = parseOpaqueToken('hfs_', presented);
  const session = token && (await stores.sessions.find(token.id));
  if (session === undefined || !equalDigests(session.secretHash, token?.secretHash ?? '')) return undefined;
  const user = await ownerOfLive(stores, session, now);
  return user && { session, user, needsTouch: now - session.lastSeenAt >= TOUCH_INTERVAL_MS };
}

/** Whether the session of this id, which was resolved before, can be used at `now` by the same rules. */
export async function isLiveSession(
  stores: Pick<IdentityStores, 'sessions' | 'users'>,
  id: string,
  now: number,
): Promise<boolean> {
  const session = await stores.sessions.find(id);
  return session !== undefined && (await ownerOfLive(stores, session, now)) !== undefined;
}

async function ownerOfLive({ users }: Pick<IdentityStores, 'users'>, session: Session, now: number): Promise<User | undefined> {
  const user = isLive(session, now) ? await users.find(session.userId) : undefined;
  return user?.status === 'active' ? user : undefined;
}

/** Which session ends, and whether what was given for offline use outlives it. */
export interface SessionEnd extends Act {
  readonly session: Pick<Session, 'id' | 'userId'>;
  readonly keepOffline: boolean;
  /** The application that asked for it, if one did. */
  readonly clientId?: number | undefined;
}

/** Ends one session and what was issued in it; `unknown` when it had ended already. */
export async function endSession(stores: IdentityStores, end: SessionEnd): Promise<'ended' | 'unknown'> {
  await stores.users.takeTurn(end.session.userId);
  const outcome = await stores.sessions.end(end.session.id, end.now);
  const grants = await stores.grants.revokeBySession(end.session.id, end.now, end.keepOffline);
  if (outcome === 'ended') {
    const told = await stores.logouts.sessionEnded(end.session.id, end.now);
    const detail = { session_id: end.session.id, grants_revoked: grants, clients_to_tell: told };
    const asked = end.clientId === undefined ? {} : { asked_by_client: end.clientId };
    await recordEvent(stores, end, { action: 'session.ended', userId: end.session.userId, detail: { ...detail, ...asked } });
  }
  return outcome;
}

/** Which session is replaced, and the id of the one that its user has in this browser now. */
export interface SessionReplacement extends Omit<SessionEnd, 'keepOffline'> {
  readonly successorId: string;
}

/** Ends a session whose user has another one now; what was issued in it lives on. */
export async function replaceSession(
  stores: Pick<IdentityStores, 'sessions' | 'audit' | 'logouts'>,
  end: SessionReplacement,
): Promise<void> {
  if ((await stores.sessions.end(end.session.id, end.now)) === 'unknown') return;
  await stores.logouts.sessionReplaced(end.session.id, end.successorId, end.now);
  const detail = { session_id: end.session.id, reason: 'replaced' };
  await recordEvent(stores, end, { action: 'session.ended', userId: end.session.userId, detail });
}

/** Whose sessions end, and why; `except` is the id of one that goes on. */
export interface AllSessionsEnd extends Act {
  readonly userId: string;
  readonly except?: string;
  readonly reason: string;
}

/** Ends a user's sessions and revokes all that was ever issued for them, in this very unit of work. */
export async function endAllSessions(stores: IdentityStores, end: AllSessionsEnd): Promise<void> {
  await stores.users.takeTurn(end.userId);
  const told = await stores.logouts.userSessionsEnd(end.userId, end.now, end.except);
  const ended = await stores.sessions.endAll(end.userId, end.now, end.except);
  const grants = await stores.grants.revokeByUser(end.userId, end.now);
  if (ended.length + grants === 0) return;
  const detail = { reason: end.reason, sessions_ended: ended.length, grants_revoked: grants, clients_to_tell: told };
  await recordEvent(stores, end, { action: 'sessions.ended_all', userId: end.userId, detail });
}

function isLive(session: Session, now: number): boolean {
  return session.endedAt === null && now < session.expiresAt && now - session.lastSeenAt < SESSION_IDLE_MS;
}

/** What the account page may show of a header that anyone can fill with anything. */
function printable(text: string): string {
  return [...text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')].slice(0, LONGEST_USER_AGENT).join('');
}
