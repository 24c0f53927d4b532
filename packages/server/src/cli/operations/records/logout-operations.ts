import { z } from 'zod';
import type { LogoutDelivery } from '../../../oauth/logout/logout-delivery.ts';
import { type Operation, PAGE_SIZE } from '../operation.ts';

/** A delivery in a list. */
export interface LogoutView {
  readonly at: string;
  readonly client: number;
  readonly session: string;
  /** `null` once the user was erased. */
  readonly user: string | null;
  /** `waiting`: for the session that replaced it in the same browser. */
  readonly state: 'delivered' | 'failed' | 'pending' | 'waiting';
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly finished_at: string | null;
  /** Why the last try failed. */
  readonly error: string | null;
}

/** What a list of deliveries is narrowed by. */
export interface LogoutQuery {
  readonly failed: boolean;
  readonly limit: number;
}

/** Which clients were told of sessions that ended, newest first (OpenID Connect Back-Channel Logout §2.5). */
export const listLogouts: Operation<LogoutQuery, { readonly deliveries: readonly LogoutView[] }> = {
  name: 'logout.list',
  isStep: true,
  input: z.strictObject({ failed: z.boolean(), limit: z.int().min(1).max(PAGE_SIZE) }),
  async run({ storage }, { failed, limit }) {
    const deliveries = await storage.read(({ logouts }) => logouts.list({ failedOnly: failed, limit }));
    return { deliveries: deliveries.map(viewOf) };
  },
};

function viewOf(delivery: LogoutDelivery): LogoutView {
  const { createdAt, clientId, sessionId, userId, attempts, nextAttemptAt, finishedAt, lastError } = delivery;
  return {
    at: timeOf(createdAt),
    client: clientId,
    session: sessionId,
    user: userId,
    state: stateOf(delivery),
    attempts,
    next_attempt_at: nextAttemptAt === null ? null : timeOf(nextAttemptAt),
    finished_at: finishedAt === null ? null : timeOf(finishedAt),
    error: lastError,
  };
}

function stateOf({ outcome, waitsFor }: LogoutDelivery): LogoutView['state'] {
  return outcome ?? (waitsFor === null ? 'pending' : 'waiting');
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
