export type { ErrorResponse, ExpireResponse, TokenResponse } from './oauth.ts';
export { ALL_SCOPE, AUTHORITY_SCOPES, KNOWN_SCOPES, OFFLINE_SCOPE } from './scopes.ts';
