import type { ClientAuthenticationMethod } from '../client/client.ts';
import type { AuthenticationMethod } from './authentication-method.ts';
import { clientJwtMethod } from './client-jwt-method.ts';
import { clientSecretBasic } from './client-secret-basic.ts';
import { clientSecretPost } from './client-secret-post.ts';
import { none } from './none.ts';
import { privateKeyJwt } from './private-key-jwt.ts';

/** Every method this server accepts; a missing one does not compile. */
export const AUTHENTICATION_METHODS: Readonly<Record<ClientAuthenticationMethod, AuthenticationMethod>> = {
  client_jwt: clientJwtMethod,
  client_secret_basic: clientSecretBasic,
  client_secret_post: clientSecretPost,
  private_key_jwt: privateKeyJwt,
  none,
};
