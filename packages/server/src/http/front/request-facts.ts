import type { IncomingMessage } from 'node:http';
import type { RequestParameters } from '../../oauth/parameters.ts';

/** What the front of the server found out about a request, once. */
export interface RequestFacts {
  readonly requestId: string;
  /** The path under the issuer's, without a query. */
  readonly path: string;
  /** What follows the first `?`, without it. */
  readonly query: string;
  /** The pattern of the route, for the log and the metrics, where a path may hold anything. */
  route?: string;
  /** The form of its body, once it was read. */
  form?: RequestParameters;
  /** When it arrived, in milliseconds of the monotonic clock. */
  readonly arrivedAt: number;
}

const facts = new WeakMap<IncomingMessage, RequestFacts>();

/** Remembers the facts of a request. */
export function rememberFacts(request: IncomingMessage, found: RequestFacts): void {
  facts.set(request, found);
}

/** The facts of a request that came through the front. */
export function factsOf(request: IncomingMessage): RequestFacts {
  const found = facts.get(request);
  if (found === undefined) throw new Error('a request that did not come through the front of the server');
  return found;
}
