import type { User } from '../../../identity/user/user.ts';
import type { Client } from '../../client/client.ts';
import type { Grant } from '../../grant/grant.ts';
import type { StoredAccessToken } from '../access-token.ts';

/** An access token, the client it was issued to and the user it stands for, if any. */
export interface OwnedAccessToken {
  readonly token: StoredAccessToken;
  readonly client: Client;
  readonly user: User | undefined;
}

/** Access tokens that are in memory, so that a request about one can be answered at once. */
export interface KnownTokens {
  /** The access token of this id with its owners, if all of them are in memory and the grant it hangs on is known to stand. */
  held(id: string): OwnedAccessToken | undefined;
  /** The grant of this id, if it is in memory. */
  grant(id: string): Grant | undefined;
}
