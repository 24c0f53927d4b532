import { randomSecret } from '../../crypto/random.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import { recordEvent } from '../identity-audit.ts';
import type { Act, IdentityStores } from '../identity-stores.ts';
import { foldUserId, type User } from './user.ts';

/**
 * Makes a user's personal secret for command lines (256 bits, base64url) in place of the one before. It is answered this
 * once; stored is what only the at-rest key opens, since HMAC needs the secret itself. `undefined` when the user is not active.
 */
export async function generatePersonalSecret(
  stores: IdentityStores,
  keys: Pick<ServerKeys, 'seal'>,
  request: { readonly userId: string } & Act,
): Promise<string | undefined> {
  await stores.users.takeTurn(request.userId);
  const user = await stores.users.find(request.userId);
  if (user?.status !== 'active') return undefined;
  const secret = randomSecret();
  await stores.users.update(user.id, { sealedSecret: keys.seal(secret, personalSecretContext(user)) }, request.now);
  await recordEvent(stores, request, { action: 'user.secret_generated', userId: user.id });
  return secret;
}

/** The personal secret of an active user who has one. Throws when it was sealed under another key or for another user. */
export function openPersonalSecret(keys: Pick<ServerKeys, 'open'>, user: User): string | undefined {
  if (user.status !== 'active' || user.sealedSecret === null) return undefined;
  return keys.open(user.sealedSecret, personalSecretContext(user));
}

/** The context under which a user's personal secret is sealed. */
export function personalSecretContext(user: Pick<User, 'id'>): string {
  return `user:${foldUserId(user.id)}`;
}
