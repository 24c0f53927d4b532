import { isLiveSession } from '../../identity/session/sessions.ts';
import { isLiveAccessToken } from '../../oauth/tokens/presented/live-access-token.ts';
import type { Stores } from '../../storage/storage.ts';
import { Unauthenticated } from '../api-failure.ts';
import type { Credential } from './caller.ts';

/** The stores that tell whether a caller still stands. */
export type StandingStores = Pick<Stores, 'accessTokens' | 'clients' | 'sessions' | 'users'>;

/**
 * Confirms, in the unit of work at hand, that what a caller was proven by holds at `now` (milliseconds since 1970): the token,
 * its grant or the session has not ended, its client and its user are active (contract/authority.md §3). Throws
 * `Unauthenticated` as for one whose credentials had ended before. What was proven (a secret, a JWT that counts once) is not
 * proven again.
 */
export async function confirmCaller(credential: Credential, stores: StandingStores, now: number): Promise<void> {
  if (!(await stands(credential, stores, now))) throw deadCredential(credential.kind);
}

/** The refusal of credentials that do not, or no longer, work: it does not say why. */
export function deadCredential(kind: Credential['kind']): Unauthenticated {
  switch (kind) {
    case 'token':
      return new Unauthenticated('invalid_token', 'the access token is unknown, expired or revoked');
    case 'session':
      return new Unauthenticated('invalid_token', 'the session has ended');
    case 'client_jwt':
      return new Unauthenticated('invalid_client', 'client authentication failed');
  }
}

async function stands(credential: Credential, stores: StandingStores, now: number): Promise<boolean> {
  switch (credential.kind) {
    case 'token':
      return isLiveAccessToken(stores, credential.id, now);
    case 'session':
      return isLiveSession(stores, credential.id, now);
    case 'client_jwt':
      return (await stores.clients.find(credential.clientId))?.status === 'active';
  }
}
