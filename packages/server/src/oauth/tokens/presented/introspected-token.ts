import type { IntrospectionResponse } from '@hufu/contract';
import type { AuthorityClaims } from '../../../authority/token-claims.ts';
import type { Client } from '../../client/client.ts';
import { isSameResource } from '../../client/resource-indicator.ts';
import type { Grant } from '../../grant/grant.ts';
import type { StoredAccessToken } from '../access-token.ts';
import { audienceClaim, authenticationClaims, subjectOf } from '../access-token-claims.ts';
import type { RefreshToken } from '../refresh-token.ts';

/** What is said beside the token itself. */
export interface IntrospectionFacts {
  /** The issuer, as configured. */
  readonly issuer: string;
  readonly authority: AuthorityClaims;
}

/** Whether a client may know of an access token: its own, or one for a resource that the client serves (RFC 7662 §4). */
export function mayIntrospect(client: Client, { clientId, resources }: StoredAccessToken): boolean {
  return clientId === client.id || servesAny(client, resources);
}

/** What is said of an access token that works (RFC 7662 §2.2). */
export function describeAccessToken(token: StoredAccessToken, { issuer, authority }: IntrospectionFacts): IntrospectionResponse {
  return {
    ...authority,
    ...described(token, issuer),
    // RFC 9449 §6.2.
    token_type: token.dpopJkt === null ? 'Bearer' : 'DPoP',
  };
}

/** The same of a refresh token; without a `token_type`, so that nobody takes it for an access token. */
export function describeRefreshToken(token: RefreshToken, grant: Grant, issuer: string): IntrospectionResponse {
  const { userId, scope, authenticatedAt } = grant;
  return described({ ...token, userId, scope, authenticatedAt, resources: [] }, issuer);
}

type Described = Pick<
  StoredAccessToken,
  'id' | 'clientId' | 'userId' | 'scope' | 'issuedAt' | 'expiresAt' | 'resources' | 'dpopJkt' | 'authenticatedAt'
>;

function described(token: Described, issuer: string): IntrospectionResponse {
  const clientId = String(token.clientId);
  const issuedAt = Math.floor(token.issuedAt / 1000);
  return {
    active: true,
    ...(token.scope === '' ? {} : { scope: token.scope }),
    client_id: clientId,
    sub: subjectOf(token),
    ...(token.userId === null ? {} : withoutMethods(token.userId, token.authenticatedAt)),
    aud: token.resources.length === 0 ? clientId : audienceClaim(token.resources),
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: Math.floor(token.expiresAt / 1000),
    jti: token.id,
    ...(token.dpopJkt === null ? {} : { cnf: { jkt: token.dpopJkt } }),
  };
}

function withoutMethods(
  username: string,
  authenticatedAt: number,
): Pick<IntrospectionResponse, 'username' | 'acr' | 'auth_time'> {
  const { acr, auth_time } = authenticationClaims(authenticatedAt);
  return { username, acr, auth_time };
}

function servesAny(client: Client, resources: readonly string[]): boolean {
  const served = client.metadata.resource_indicators;
  return served.length > 0 && resources.some((resource) => served.some((one) => isSameResource(one, resource)));
}
