import type { ClientMetadata } from './metadata/client-metadata.ts';

/** How a client proves who it is at the token endpoint (contract/oauth2.md §3). */
export type ClientAuthenticationMethod = 'client_jwt' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';

/** The grants a client may use; the default is the first two. */
export type GrantType =
  | 'authorization_code'
  | 'refresh_token'
  | 'client_credentials'
  | 'urn:ietf:params:oauth:grant-type:device_code'
  | 'password';

/** When a user is asked: each time, once for each set of scopes, or never (the company's own applications). */
export type ConsentRule = 'always' | 'once' | 'never';

/** What an operator lets a client do beyond the ordinary (contract/authority.md §3). */
export type ClientRight = 'users' | 'check_password' | 'create_clients';

/** An application. Times are milliseconds since 1970. */
export interface Client {
  /** Counted from 1. */
  readonly id: number;
  readonly fullname: string;
  readonly status: 'active' | 'disabled';
  /** Sealed under the at-rest key, context `client:<id>`; `null` for one that needs none. HMAC needs the secret itself. */
  readonly sealedSecret: string | null;
  /** The secret before the last rotation, and until when it still works. */
  readonly sealedOldSecret: string | null;
  readonly oldSecretExpiresAt: number;
  readonly redirectUris: readonly string[];
  /** The user who made it; `""` when the operator did. */
  readonly owner: string;
  readonly grantTypes: readonly GrantType[];
  /** Space-separated; `null`: every scope may be asked for. */
  readonly scope: string | null;
  readonly defaultScope: string | null;
  /** `null`: any method that fits a client with a secret. */
  readonly authenticationMethod: ClientAuthenticationMethod | null;
  readonly requirePkce: boolean;
  readonly consent: ConsentRule;
  readonly refuseJwtReplay: boolean;
  /** 0 to 10. */
  readonly refreshGraceSeconds: number;
  readonly rights: readonly ClientRight[];
  readonly metadata: ClientMetadata;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What of a client may be changed; the id never. */
export type ClientChanges = Partial<Omit<Client, 'id' | 'createdAt' | 'updatedAt'>>;

/** What became of a change. */
export type ClientUpdate = 'updated' | 'unknown' | 'name_taken' | 'resource_taken';

/** Clients. */
export interface ClientStore {
  find(id: number): Promise<Client | undefined>;
  findByName(fullname: string): Promise<Client | undefined>;
  list(after: number, limit: number): Promise<Client[]>;
  /** The next free id; ids that were given explicitly are never answered. */
  nextId(): Promise<number>;
  /** The id of the client that serves a resource, given in its canonical form (RFC 8707 §2). */
  findResourceOwner(resource: string): Promise<number | undefined>;
  /** `exists` when the id or the name is taken, `resource_taken` when a resource is another client's. Counters skip past the id. */
  insert(client: Client): Promise<'inserted' | 'exists' | 'resource_taken'>;
  update(id: number, changes: ClientChanges, now: number): Promise<ClientUpdate>;
  /**
   * Until the unit of work ends, no other one that takes this client's turn, or keeps it still, goes on. Who changes a client takes it
   * before looking at it: so nobody decides on what changes meanwhile.
   */
  takeTurn(id: number): Promise<void>;
  /** Until the unit of work ends, nobody changes this client; any number of units may want that at once. */
  keepStill(id: number): Promise<void>;
  /** Deletes the client with its grants, tokens, codes and consents. */
  delete(id: number): Promise<'deleted' | 'unknown'>;
}

/** A client is public when it has nothing to prove itself with (RFC 6749 §2.1). */
export function isPublicClient(client: Client): boolean {
  return client.authenticationMethod === 'none';
}

/** Whether a client proves itself by a secret that it shares with us; `null`: by any method that does. */
export function provesBySecret(method: ClientAuthenticationMethod | null): boolean {
  return method !== 'none' && method !== 'private_key_jwt';
}

/** Whether the client's requests must carry a PKCE challenge (contract/oauth2.md §1). */
export function requiresPkce(client: Client): boolean {
  return client.requirePkce || isPublicClient(client);
}
