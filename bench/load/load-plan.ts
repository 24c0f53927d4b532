/** What a load generator is to do: the module at `flow` exports a `FlowFactory` of that name, which is given `data`. */
export interface LoadPlan {
  /** URL of a module. */
  readonly flow: string;
  /** Whatever can be sent to another process. */
  readonly data: unknown;
  /** By default `CONNECTIONS`. */
  readonly connections?: number;
  /** How long a connection waits before each request, in milliseconds; by default not at all. */
  readonly pauseMs?: number;
}

/** An answer as it came: `head` is everything before the empty line. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  /** A character a byte (latin1). */
  readonly body: string;
}

/** What one connection does, one request at a time. */
export interface Session {
  /** The bytes of the next request (latin1), head and body. */
  request(): string;
  /** Whether the answer to it is right; a wrong one ends the run. */
  accept(answer: Answer): boolean;
  /** Whether nothing is begun that further requests end; absent: always. */
  atEnd?(): boolean;
}

/** Makes the session of a connection, numbered from 0. */
export type Flow = (connection: number) => Session;

/** What the module of a flow exports as `flow`. */
export type FlowFactory = (data: unknown) => Flow;

/** Connections of the load generator, kept alive, each with one request in flight. */
export const CONNECTIONS = 32;

/** What a run of the load generator found. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds from the request to the whole answer. */
  readonly p50: number;
  readonly p99: number;
  /** How much of a core the load generator itself was busy: near 1 it is what was measured. */
  readonly cpuShare: number;
}

/** What the load generator is told. */
export type LoadOrder =
  | { readonly kind: 'prepare'; readonly plan: LoadPlan; readonly port: number }
  | { readonly kind: 'run'; readonly milliseconds: number };

/** What it answers. */
export type LoadReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly reason: string };
