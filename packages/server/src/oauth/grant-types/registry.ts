import type { GrantType } from '../client/client.ts';
import { authorizationCodeGrant } from './authorization-code.ts';
import { clientCredentialsGrant } from './client-credentials.ts';
import { deviceCodeGrant } from './device-code.ts';
import type { GrantTypeHandler } from './grant-type.ts';
import { refreshTokenGrant } from './refresh-token.ts';
import { userSecretGrant } from './user-secret.ts';

/** Every grant this server knows, by its `grant_type`; a missing one does not compile. */
export const GRANT_TYPES: Readonly<Record<GrantType, GrantTypeHandler>> = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  client_credentials: clientCredentialsGrant,
  'urn:ietf:params:oauth:grant-type:device_code': deviceCodeGrant,
  password: userSecretGrant,
};

/** Whether a `grant_type` is one of ours; names inherited from an object's prototype are not. */
export function isGrantType(name: string): name is GrantType {
  return Object.hasOwn(GRANT_TYPES, name);
}
