import type { InactiveToken, IntrospectionResponse } from '@hufu/contract';
import type { Authorities } from '../../../authority/authorities.ts';
import { type AuthorityClaims, asksForAuthority, loadAuthorityClaims } from '../../../authority/token-claims.ts';
import { equalDigests } from '../../../crypto/hash.ts';
import { parseOpaqueToken } from '../../../crypto/opaque-token.ts';
import type { UserStore } from '../../../identity/user/user.ts';
import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import type { Client, ClientStore } from '../../client/client.ts';
import { canonicalResource } from '../../client/resource-indicator.ts';
import type { GrantStore } from '../../grant/grant.ts';
import { storedScope } from '../../scope.ts';
import type { AccessTokenStore, StoredAccessToken } from '../../tokens/access-token.ts';
import { describeAccessToken, describeRefreshToken, mayIntrospect } from '../../tokens/presented/introspected-token.ts';
import type { OwnedAccessToken } from '../../tokens/presented/known-tokens.ts';
import { isWorkingToken } from '../../tokens/presented/live-access-token.ts';
import { type AccessTokenReference, findPresented, readAccessToken } from '../../tokens/presented/presented-access-token.ts';
import type { RefreshTokenStore } from '../../tokens/refresh-token.ts';

/** The stores that introspection reads. */
export interface IntrospectionStores {
  readonly accessTokens: AccessTokenStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly grants: GrantStore;
  readonly users: UserStore;
  readonly clients: ClientStore;
}

/** Who asks, of which issuer, and when (milliseconds since 1970). */
export interface Inquiry {
  readonly client: Client;
  readonly issuer: string;
  readonly now: number;
}

/** What introspection works with. */
export interface IntrospectionContext {
  readonly storage: { read<T>(work: (stores: IntrospectionStores) => Promise<T>): Promise<T> };
  readonly signingKeys: Pick<SigningKeys, 'verifyOwnJwt'>;
  readonly authorities: Pick<Authorities, 'state'>;
}

/** All that is said of a token that is not active, whatever the reason (RFC 7662 §2.2). */
export const INACTIVE: InactiveToken = { active: false };

/**
 * What a client may know of a token (RFC 7662 §2.2): of an access token that works and was issued to it, or for a resource that it
 * serves; of a refresh token only its own.
 */
export async function introspect(
  { storage, signingKeys, authorities }: IntrospectionContext,
  token: string,
  inquiry: Inquiry,
): Promise<IntrospectionResponse | InactiveToken> {
  if (token.startsWith('hfr_')) return storage.read((stores) => introspectRefreshToken(stores, token, inquiry));
  const reference = readAccessToken(token, { signingKeys, ...inquiry });
  const found = await storage.read((stores) => findWorking(stores, reference, inquiry));
  if (found === undefined) return INACTIVE;
  return describeAccessToken(found.token, { issuer: inquiry.issuer, authority: await authorityOf(found, inquiry, authorities) });
}

/** The same of a token that works and is in memory; `undefined` for one that tells of roles or permissions, which are looked up. */
export function introspectKnown(
  { token }: OwnedAccessToken,
  { client, issuer }: Inquiry,
): IntrospectionResponse | InactiveToken | undefined {
  if (!mayIntrospect(client, token)) return INACTIVE;
  return token.userId !== null && asksForAuthority(storedScope(token.scope))
    ? undefined
    : describeAccessToken(token, { issuer, authority: {} });
}

interface Found {
  readonly token: StoredAccessToken;
  /** The client whose roles and permissions it may tell of: that of its resources, else its own. */
  readonly server: number;
}

async function findWorking(
  stores: IntrospectionStores,
  reference: AccessTokenReference | undefined,
  { client, now }: Inquiry,
): Promise<Found | undefined> {
  const token = await findPresented(stores.accessTokens, reference);
  if (token === undefined || !mayIntrospect(client, token)) return undefined;
  if (!(await isWorkingToken(stores, token, now))) return undefined;
  const [resource] = token.resources;
  const server = resource && (await stores.clients.findResourceOwner(canonicalResource(resource) ?? resource));
  return { token, server: server || token.clientId };
}

async function authorityOf(
  { token, server }: Found,
  { client, issuer, now }: Inquiry,
  authorities: Pick<Authorities, 'state'>,
): Promise<AuthorityClaims> {
  // What a user is at a resource server is told to it alone, not to who carries the token.
  if (token.userId === null || server !== client.id) return {};
  const wish = { userId: token.userId, scopes: storedScope(token.scope), issuer, now };
  return loadAuthorityClaims(authorities, server, wish);
}

async function introspectRefreshToken(
  stores: IntrospectionStores,
  presented: string,
  { client, issuer, now }: Inquiry,
): Promise<IntrospectionResponse | InactiveToken> {
  const parsed = parseOpaqueToken('hfr_', presented);
  const token = parsed === undefined ? undefined : await stores.refreshTokens.find(parsed.id);
  if (parsed === undefined || token === undefined || !equalDigests(token.secretHash, parsed.secretHash)) return INACTIVE;
  if (token.clientId !== client.id || token.rotatedAt !== null || token.expiresAt <= now) return INACTIVE;
  const grant = await stores.grants.find(token.grantId);
  if (grant === undefined || grant.revokedAt !== null || grant.refreshUntil <= now) return INACTIVE;
  const user = grant.userId === null ? undefined : await stores.users.find(grant.userId);
  if (grant.userId !== null && user?.status !== 'active') return INACTIVE;
  return describeRefreshToken(token, grant, issuer);
}
