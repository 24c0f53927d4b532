import { createOpaqueToken } from '../../crypto/opaque-token.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import type { Grant, GrantStore } from '../grant/grant.ts';
import type { Lifetimes } from '../lifetimes.ts';
import { formatScope } from '../scope.ts';
import type { AuthorizationCodeStore } from './authorization-code.ts';

/** What a user allowed a client, by which a code is made out. */
export interface AllowedRequest {
  readonly clientId: number;
  readonly redirectUri: string;
  readonly scopes: ReadonlySet<string>;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  /** See `Grant.resources`. */
  readonly resources: readonly string[];
  /** See `AuthorizationCode.dpopJkt`. */
  readonly dpopJkt: string | null;
  /** See `Grant.claims`. */
  readonly claims: string | null;
  readonly userId: string;
  readonly sessionId: string;
  readonly authenticatedAt: number;
}

/** A code as it goes to the client, and the grant that everything issued for it will hang on. */
export interface IssuedCode {
  readonly code: string;
  readonly codeId: string;
  readonly grant: Grant;
}

/** Stores a grant and the code for it (RFC 6749 §4.1.2), bound to all that the request said. */
export async function issueCode(
  allowed: AllowedRequest,
  context: {
    readonly stores: { readonly grants: GrantStore; readonly codes: AuthorizationCodeStore };
    readonly lifetimes: Lifetimes;
    readonly now: number;
  },
): Promise<IssuedCode> {
  const { stores, lifetimes, now } = context;
  const grant: Grant = {
    id: orderedId(now),
    clientId: allowed.clientId,
    userId: allowed.userId,
    sessionId: allowed.sessionId,
    scope: formatScope(allowed.scopes),
    authenticatedAt: allowed.authenticatedAt,
    createdAt: now,
    refreshUntil: now + lifetimes.refreshAbsoluteMs,
    revokedAt: null,
    resources: allowed.resources,
    claims: allowed.claims,
  };
  await stores.grants.insert(grant);
  const token = createOpaqueToken('hfc_', now);
  await stores.codes.insert({
    id: token.id,
    secretHash: token.secretHash,
    grantId: grant.id,
    clientId: allowed.clientId,
    redirectUri: allowed.redirectUri,
    codeChallenge: allowed.codeChallenge,
    nonce: allowed.nonce,
    expiresAt: now + lifetimes.codeMs,
    redeemedAt: null,
    dpopJkt: allowed.dpopJkt,
  });
  return { code: token.token, codeId: token.id, grant };
}
