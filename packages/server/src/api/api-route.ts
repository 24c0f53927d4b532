import type { z } from 'zod';
import type { ChangeOutcome } from '../authority/authorities.ts';
import type { AuthorityState } from '../authority/authority-state.ts';
import type { AuthorityChange } from '../authority/change.ts';
import type { EdgeContext } from '../http/edge-context.ts';
import type { AuditOrigin } from '../observability/audit.ts';
import type { Caller } from './callers/caller.ts';

/** What the calls of the authority API work with. */
export interface ApiContext extends EdgeContext {
  /** Who may register a client, or copy one, with a session; an access token needs its client's right `create_clients`. */
  readonly clientCreation: 'everyone' | 'administrators';
}

/** A change that was made, or that a dry run found it could make. */
export type Changed = Extract<ChangeOutcome, { kind: 'changed' }>;

/** A call whose caller is known, whose scope is held, and whose query and body have the shape of its route. */
export interface ApiCall<Query = unknown, Body = unknown> {
  readonly context: ApiContext;
  readonly caller: Caller;
  /** Segments of the path, by name; absent optional ones are missing. */
  readonly path: Readonly<Partial<Record<string, string>>>;
  readonly query: Query;
  readonly body: Body;
  /** Milliseconds since 1970: one moment for the whole call. */
  readonly now: number;
  /** As of when is asked, in milliseconds since 1970; only where the route's query has `at`. */
  readonly at: number | undefined;
  /** Whether nothing must happen; only where the route's query has `dry_run`. */
  readonly dryRun: boolean;
  /** Who acts and from where, for the audit table. */
  readonly origin: AuditOrigin;
  /** What `client_id` in the query says; for a call that does not need to be about a client. */
  readonly namedClientId: number | undefined;
  /** The client the call is about: the caller's own, or the one a session names. Throws when a session names none. */
  clientId(): number;
  /** That client's state, as of `at`; its epoch goes into `X-Authority-Epoch`. */
  state(): Promise<AuthorityState>;
  /**
   * Asks the kernel for a change to that client and makes it; `answer` says what the call then answers. In a dry run
   * nothing happens, and the answer is who gains and who loses what. Throws `ApiFailure` when the kernel refuses.
   */
  change(change: AuthorityChange, answer: (changed: Changed) => unknown): Promise<unknown>;
  /** Sets the epoch that the answer carries, where it was neither read by `state` nor written by `change`. */
  answeredAt(epoch: number): void;
}

/** Who may call, before any rule of the tree is asked: see the table of contract/authority.md §4. */
export type CallerKind = Caller['kind'];

/** One call of the contract's table. */
export interface ApiRoute<Query = unknown, Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under `/api` and `/api2`; `:name` is a segment, `:name?` an optional last one. */
  readonly path: string;
  /** The scope a token must hold; `null`: none is asked for. */
  readonly scope: string | null;
  readonly callers: readonly CallerKind[];
  /** Whether `client_id` is what is asked about, and not the client the caller acts on (contract/authority.md §3). */
  readonly anyClientId?: true;
  /** Whether a body may also come as a form; everywhere else it is JSON. */
  readonly formBody?: true;
  /**
   * An object; a parameter sent once is a string, one sent several times an array of strings, an empty one absent.
   * `at` and `dry_run` are refused unless they are members of it.
   */
  readonly query: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** What it does and answers, in a sentence, for the reference. */
  readonly summary: string;
  /** The shape of `data`. */
  readonly answer: z.ZodType;
  readonly handle: (call: ApiCall<Query, Body>) => Promise<unknown>;
}

/** A route with its types kept from its schemas to its handler. */
export function apiRoute<Query, Body = undefined>(route: ApiRoute<Query, Body>): ApiRoute {
  return route as unknown as ApiRoute;
}
