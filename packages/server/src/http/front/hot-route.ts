import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from './request-facts.ts';

/** A route answered by a plain handler in front of the framework: it owns the answer entirely. */
export type HotHandler = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => Promise<void> | void;

/** A JSON answer of ASCII that was ready at once: status 200, with headers (name, value, …) beside those of every answer. */
export interface ReadyAnswer {
  readonly body: string;
  readonly headers: readonly string[];
}

/** Answers from memory, or not at all: then it has done nothing, and the route's handler takes the request. Must not throw. */
export type ReadyHandler = (request: IncomingMessage, facts: RequestFacts) => ReadyAnswer | undefined;

/** A route that is asked first whether it has an answer ready. */
export interface ReadyRoute {
  readonly ready: ReadyHandler;
  readonly otherwise: HotHandler;
}

/** The handlers of one path, by method; any other method is answered 405 with `Allow`. */
export type MethodRoute = Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', HotHandler>>>;

/** A handler alone takes every method and answers all that goes wrong. */
export type HotRoute = HotHandler | MethodRoute | ReadyRoute;

/** Hot routes by path. */
export interface HotRoutes {
  get(path: string): HotRoute | undefined;
}
