import { foldUserId } from '../../../identity/user/user.ts';
import type { OwnedAccessToken } from '../../../oauth/tokens/presented/known-tokens.ts';
import type { RememberedRows } from '../remembered-rows.ts';
import { knownToken } from './remembered-access-tokens.ts';

/** An access token with its client and its user, if all that it has of these is remembered. */
export function heldToken(rows: RememberedRows, id: string): OwnedAccessToken | undefined {
  const token = knownToken(rows, id);
  const client = token === undefined ? undefined : rows.clients.get(token.clientId);
  if (token === undefined || client === undefined) return undefined;
  if (token.userId === null) return { token, client, user: undefined };
  const user = rows.users.get(foldUserId(token.userId));
  return user === undefined ? undefined : { token, client, user };
}
