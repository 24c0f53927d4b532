import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from './request-facts.ts';

/** A route answered by a plain handler in front of the framework: it owns the answer entirely. */
export type HotHandler = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => Promise<void> | void;

/** A whole answer. Its headers (name, value, …) come after those of every answer; the length of the body is added. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  /** The identifier that the answer carries, where it is not the request's own. */
  readonly requestId?: string;
}

/** Answers from memory, or not at all: then it has done nothing, and the route's handler takes the request. Must not throw. */
export type ReadyHandler = (request: IncomingMessage, facts: RequestFacts) => Answer | undefined;

/** A route that is asked first whether it has an answer ready. */
export interface ReadyRoute {
  readonly ready: ReadyHandler;
  readonly otherwise: HotHandler;
}

/** A body whose sender did not go away; `too_large`: longer than the limit, and the rest of it is not read. */
export type SentBody = Buffer | 'too_large';

/** Makes answers of requests with a body: at once where memory is enough, which is what makes them cheap. */
export interface BodyHandler {
  /** The longest body, in bytes. */
  readonly bodyLimit: number;
  /** Answers by the head alone where it is wrong, before anything of the body is read. */
  readonly admit?: (request: IncomingMessage, facts: RequestFacts) => Answer | undefined;
  readonly answer: (request: IncomingMessage, facts: RequestFacts, body: SentBody) => Answer | Promise<Answer>;
}

/** The handlers of one path, by method; any other method is answered 405 with `Allow`. */
export type MethodRoute = Readonly<Partial<Record<'GET' | 'POST' | 'DELETE', HotHandler | ReadyRoute | BodyHandler>>>;

/** Handlers by method that pages of any origin may call, without cookies. */
export interface CrossOriginRoute {
  readonly crossOrigin: MethodRoute;
}

/** A handler alone takes every method and answers all that goes wrong. */
export type HotRoute = HotHandler | MethodRoute | ReadyRoute | CrossOriginRoute;

/** Hot routes by path. */
export interface HotRoutes {
  get(path: string): HotRoute | undefined;
}
