import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SetupContext } from './setup-context.ts';

/** A browser at one of the set-up pages. */
export interface Visit {
  readonly context: SetupContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
