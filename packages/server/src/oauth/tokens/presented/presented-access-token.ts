import { equalDigests } from '../../../crypto/hash.ts';
import { parseOpaqueToken } from '../../../crypto/opaque-token.ts';
import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import type { AccessTokenStore, StoredAccessToken } from '../access-token.ts';
import { ACCESS_TOKEN_TYPE } from '../access-token-claims.ts';

/** An access token of ours as it was presented, before it is looked up. */
export interface AccessTokenReference {
  readonly id: string;
  /** What is compared with the row; `null` for a JWT, whose signature has proven it. */
  readonly secretHash: string | null;
}

/** What a JWT access token is verified with. `now` is in milliseconds since 1970. */
export interface TokenReading {
  readonly signingKeys: Pick<SigningKeys, 'verifyOwnJwt'>;
  /** The issuer, as configured. */
  readonly issuer: string;
  readonly now: number;
}

/**
 * Reads an access token of either kind, opaque or a JWT (RFC 9068 §4); `undefined` for anything else, ID tokens and JWTs of others
 * included. Whether it works is for its row to tell, so one that has expired is read, too.
 */
export function readAccessToken(presented: string, { signingKeys, issuer, now }: TokenReading): AccessTokenReference | undefined {
  const opaque = parseOpaqueToken('hfa_', presented);
  if (opaque !== undefined) return opaque;
  if (!presented.includes('.')) return undefined;
  const jwt = signingKeys.verifyOwnJwt(presented, { typ: ACCESS_TOKEN_TYPE, now, allowExpired: true });
  const id = jwt.ok && jwt.claims['iss'] === issuer ? jwt.claims['jti'] : undefined;
  return typeof id === 'string' ? { id, secretHash: null } : undefined;
}

/** The row of an access token that was presented, working or not. */
export async function findPresented(
  accessTokens: Pick<AccessTokenStore, 'find'>,
  reference: AccessTokenReference | undefined,
): Promise<StoredAccessToken | undefined> {
  const token = reference === undefined ? undefined : await accessTokens.find(reference.id);
  if (reference === undefined || token === undefined) return undefined;
  return reference.secretHash === null || equalDigests(token.secretHash, reference.secretHash) ? token : undefined;
}
