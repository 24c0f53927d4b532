import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { UserStore } from '../../identity/user/user.ts';
import type { ClientStore } from '../client/client.ts';
import type { AuthenticatedClient } from '../client-authentication/authenticate-client.ts';
import type { ReplayStore } from '../client-authentication/replay-store.ts';
import type { DeviceCodeStore } from '../grant/device-code.ts';
import type { GrantStore } from '../grant/grant.ts';
import type { Lifetimes } from '../lifetimes.ts';
import type { Refused } from '../oauth-error.ts';
import type { RequestParameters } from '../parameters.ts';
import type { DpopProof } from '../sender-constraint/dpop-proof.ts';
import type { AccessTokenStore } from '../tokens/access-token.ts';
import type { ResourceDirectory } from '../tokens/audience/known-resource.ts';
import type { AuthorizationCodeStore } from '../tokens/authorization-code.ts';
import type { Authorized, Issued } from '../tokens/issue-tokens.ts';
import type { RefreshTokenStore } from '../tokens/refresh-token.ts';
import type { TokenAudit } from '../tokens/token-audit.ts';

/** The stores a grant type may reach. */
export interface GrantTypeStores {
  readonly users: UserStore;
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly codes: AuthorizationCodeStore;
  readonly deviceCodes: DeviceCodeStore;
  readonly accessTokens: AccessTokenStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly replays: ReplayStore;
}

/** A token request of a client that has proven who it is. `now` is in milliseconds since 1970. */
export interface GrantContext {
  readonly client: AuthenticatedClient;
  readonly parameters: RequestParameters;
  readonly stores: GrantTypeStores;
  readonly keys: ServerKeys;
  readonly lifetimes: Lifetimes;
  readonly audit: TokenAudit;
  /** The issuer, as configured: as a resource it names our own APIs. */
  readonly issuer: string;
  /** The proof that came with the request, verified and used up (RFC 9449 §5). */
  readonly proof: DpopProof | undefined;
  readonly now: number;
}

/**
 * A grant type decides what may be issued and on whose authority, and nothing more. It answers `issued` only for tokens
 * that were issued before (a repeated refresh inside its grace).
 */
export type GrantTypeHandler = (context: GrantContext) => Promise<Authorized | Issued | Refused>;

/** Where the client of a request may find the resources that it asks for. */
export function resourceDirectory({ client, stores, issuer }: GrantContext): ResourceDirectory {
  return { asker: client.client, clients: stores.clients, issuer };
}
