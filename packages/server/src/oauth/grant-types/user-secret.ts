import { createSecretKey } from 'node:crypto';
import { sha256Hex } from '../../crypto/hash.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import { openPersonalSecret } from '../../identity/user/personal-secret.ts';
import { isUserId, type User } from '../../identity/user/user.ts';
import { requestedScope } from '../client/requested-scope.ts';
import {
  CLIENT_JWT_LIFETIME_SECONDS,
  type ClientJwt,
  hasValidSignature,
  isTimely,
  parseClientJwt,
} from '../client-authentication/client-jwt.ts';
import type { Grant } from '../grant/grant.ts';
import { type Refused, refused } from '../oauth-error.ts';
import { formatScope } from '../scope.ts';
import type { Audience } from '../tokens/audience/audience.ts';
import { chooseAudience } from '../tokens/audience/choose-audience.ts';
import type { Authorized } from '../tokens/issue-tokens.ts';
import { type GrantContext, resourceDirectory } from './grant-type.ts';

const UNUSABLE =
  'username must be a fresh JWT signed with the personal secret of an active user; passwords are not accepted here';

/** For command lines: `username` is a JWT signed with the user's personal secret (contract/oauth2.md §3). */
export async function userSecretGrant(context: GrantContext): Promise<Authorized | Refused> {
  const { parameters, stores, keys, now, client } = context;
  const jwt = parseClientJwt(parameters.require('username'), 'username');
  const scope = formatScope(requestedScope(client.client, parameters.get('scope')));
  const audience = await chooseAudience(parameters, 'any', resourceDirectory(context));
  const user = jwt !== undefined && isUserId(jwt.subject) ? await findInTurn(stores, jwt.subject) : undefined;
  const secret = user === undefined ? undefined : openPersonalSecret(keys, user);
  if (jwt === undefined || user === undefined || secret === undefined || user.mustChangePassword) {
    return refused('invalid_grant', UNUSABLE, 'malformed JWT, or no active user with a personal secret');
  }
  if (!isTimely(jwt, now) || !hasValidSignature(jwt, createSecretKey(Buffer.from(secret, 'utf8')))) {
    return refused('invalid_grant', UNUSABLE, 'wrong time or signature');
  }
  if (!(await isFirstUse(jwt, context))) return refused('invalid_grant', 'this username JWT was used before', 'replayed');
  const grant = await startGrant(user, { scope, audience }, context);
  return { kind: 'authorized', grant, scope, audience, withRefreshToken: client.client.grantTypes.includes('refresh_token') };
}

// What is granted rests on the user being active and on their secret.
async function findInTurn({ users }: GrantContext['stores'], id: string): Promise<User | undefined> {
  await users.takeTurn(id);
  return users.find(id);
}

async function isFirstUse(jwt: ClientJwt<'username'>, { client, stores }: GrantContext): Promise<boolean> {
  if (!client.client.refuseJwtReplay) return true;
  if (jwt.nonce === undefined || jwt.nonce === '') return false;
  const key = sha256Hex(JSON.stringify(['user_jwt', jwt.subject, jwt.time, jwt.nonce]));
  return (await stores.replays.record(key, (jwt.time + CLIENT_JWT_LIFETIME_SECONDS + 1) * 1000)) === 'first_use';
}

async function startGrant(
  user: User,
  { scope, audience }: { readonly scope: string; readonly audience: Audience },
  { client, stores, lifetimes, now }: GrantContext,
): Promise<Grant> {
  const grant: Grant = {
    id: orderedId(now),
    clientId: client.client.id,
    userId: user.id,
    sessionId: null,
    scope,
    authenticatedAt: now,
    createdAt: now,
    refreshUntil: now + lifetimes.refreshAbsoluteMs,
    revokedAt: null,
    resources: audience.resources,
    claims: null,
  };
  await stores.grants.insert(grant);
  return grant;
}
