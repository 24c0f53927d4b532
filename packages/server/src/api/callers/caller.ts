import type { IncomingMessage } from 'node:http';
import type { Actor } from '../../authority/change.ts';
import type { User } from '../../identity/user/user.ts';

/** What a caller was proven by, without its secret: enough to ask whether it still holds. */
export type Credential =
  | { readonly kind: 'token' | 'session'; readonly id: string }
  | { readonly kind: 'client_jwt'; readonly clientId: number };

/** Who calls the authority API (contract/authority.md §3). */
export interface Caller {
  readonly kind: 'token' | 'client' | 'session';
  readonly credential: Credential;
  readonly actor: Actor;
  /** The person, where there is one: a client acts for itself. */
  readonly user: User | undefined;
  /** The client of the token or the JWT; a session has none of its own. */
  readonly ownClientId: number | undefined;
  /** `undefined`: all of them (a client by its JWT, a session). */
  readonly scopes: ReadonlySet<string> | undefined;
  readonly address: string;
  readonly requestId: string;
}

/** A request whose caller is wanted. `now` is in milliseconds since 1970. */
export interface CallerRequest {
  readonly request: IncomingMessage;
  readonly requestId: string;
  /** Under the issuer's, without a query. */
  readonly path: string;
  readonly now: number;
}
