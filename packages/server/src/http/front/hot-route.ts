import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from './request-facts.ts';

/** A route answered by a plain handler in front of the framework: it owns the answer entirely. */
export type HotHandler = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => Promise<void> | void;

/**
 * The handlers of one path, by method; any other method is answered 405 with `Allow`. A handler alone takes every method
 * and answers all that goes wrong.
 */
export type HotRoute = HotHandler | Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', HotHandler>>>;

/** Hot routes by path. */
export interface HotRoutes {
  get(path: string): HotRoute | undefined;
}
