import type { FastifyReply } from 'fastify';

const BUSY_SECONDS = 2;

/**
 * The status of a page that says no: 200 for a person's mistake, 429 and 503 with `Retry-After` (seconds) where whoever
 * asked should wait (RFC 9110 §10.2.3).
 */
export function problemStatus(reply: FastifyReply, problem: string | undefined, retryAfterSeconds?: number): number {
  if (problem !== 'throttled' && problem !== 'busy') return 200;
  reply.header('retry-after', String(retryAfterSeconds ?? BUSY_SECONDS));
  return problem === 'throttled' ? 429 : 503;
}
