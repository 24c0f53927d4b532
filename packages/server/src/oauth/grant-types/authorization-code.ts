import { equalDigests } from '../../crypto/hash.ts';
import { parseOpaqueToken } from '../../crypto/opaque-token.ts';
import type { Grant } from '../grant/grant.ts';
import { OAuthError, type Refused, refused } from '../oauth-error.ts';
import type { RequestParameters } from '../parameters.ts';
import { isCodeVerifier, matchesChallenge } from '../pkce.ts';
import { wrongKey } from '../sender-constraint/use-proof.ts';
import { chooseAudience } from '../tokens/audience/choose-audience.ts';
import type { AuthorizationCode } from '../tokens/authorization-code.ts';
import type { Authorized } from '../tokens/issue-tokens.ts';
import { type GrantContext, resourceDirectory } from './grant-type.ts';

const UNUSABLE = 'the code is unknown, expired, already used, or was issued to another client';

/** The code grant (RFC 6749 §4.1.3). Only the owner's well-formed attempt uses a code up, in a race one of many. */
export async function authorizationCodeGrant(context: GrantContext): Promise<Authorized | Refused> {
  const { parameters, client, stores, now } = context;
  const presented = parseOpaqueToken('hfc_', parameters.require('code'));
  const verifier = codeVerifier(parameters);
  const redirectUri = parameters.get('redirect_uri');
  const code = presented === undefined ? undefined : await stores.codes.find(presented.id);
  if (presented === undefined || code === undefined || !equalDigests(code.secretHash, presented.secretHash)) {
    return refused('invalid_grant', UNUSABLE, 'unknown code');
  }
  // Another client's attempt must not burn the owner's code.
  if (code.clientId !== client.client.id) return refused('invalid_grant', UNUSABLE, 'code of another client');
  if (code.redeemedAt !== null) return replayed(code, context);
  if (code.expiresAt <= now) return refused('invalid_grant', UNUSABLE, 'expired code');
  if (code.redirectUri !== redirectUri) {
    return refused('invalid_grant', 'redirect_uri is not the one of the authorization request', 'redirect_uri differs');
  }
  const malformed = refuseMissingVerifier(code, verifier);
  if (malformed !== undefined) return malformed;
  const binding = wrongKey(code.dpopJkt, context.proof);
  if (binding !== undefined) return refused('invalid_grant', `the code cannot be used: ${binding}`);
  return redeem(code, verifier, context);
}

async function redeem(
  code: AuthorizationCode,
  verifier: string | undefined,
  context: GrantContext,
): Promise<Authorized | Refused> {
  const grant = await liveGrant(code, context);
  // It throws before the code is used up.
  const audience = await chooseAudience(context.parameters, grant?.resources ?? [], resourceDirectory(context));
  if ((await context.stores.codes.redeem(code.id, context.now)) === 'already_redeemed') return replayed(code, context);
  if (code.codeChallenge !== null && (verifier === undefined || !matchesChallenge(verifier, code.codeChallenge))) {
    return refused('invalid_grant', 'code_verifier does not match the code_challenge', 'wrong verifier, code burned');
  }
  if (grant === undefined) return refused('invalid_grant', UNUSABLE, 'grant revoked or user not active');
  const withRefreshToken = context.client.client.grantTypes.includes('refresh_token');
  return { kind: 'authorized', grant, scope: grant.scope, audience, withRefreshToken, nonce: code.nonce };
}

/** RFC 6749 §4.1.2: a code used twice takes everything with it that came of it. */
async function replayed(code: AuthorizationCode, context: GrantContext): Promise<Refused> {
  const revoked = await context.stores.grants.revoke(code.grantId, context.now);
  const grant = await context.stores.grants.find(code.grantId);
  if (grant !== undefined) await context.audit('code.replayed', grant, { code_id: code.id, grants_revoked: revoked });
  return refused('invalid_grant', UNUSABLE, 'code used twice: its grant is revoked');
}

async function liveGrant(code: AuthorizationCode, { stores }: GrantContext): Promise<Grant | undefined> {
  const grant = await stores.grants.find(code.grantId);
  if (grant === undefined || grant.revokedAt !== null || grant.userId === null) return undefined;
  const user = await stores.users.find(grant.userId);
  return user?.status === 'active' ? grant : undefined;
}

function codeVerifier(parameters: RequestParameters): string | undefined {
  const verifier = parameters.get('code_verifier');
  if (verifier === undefined || isCodeVerifier(verifier)) return verifier;
  throw new OAuthError('invalid_request', 'code_verifier must be 43 to 128 characters of [A-Za-z0-9-._~]');
}

// A request without a verifier is malformed, not a guess: it leaves the code to its owner's next attempt.
function refuseMissingVerifier(code: AuthorizationCode, verifier: string | undefined): Refused | undefined {
  if (code.codeChallenge !== null && verifier === undefined) {
    return refused('invalid_grant', 'code_verifier is missing', 'verifier missing');
  }
  if (code.codeChallenge === null && verifier !== undefined) {
    // RFC 9700 §4.8.2: a challenge that was stripped on its way must not go unnoticed.
    return refused(
      'invalid_grant',
      'code_verifier was sent, but the authorization request had no code_challenge',
      'PKCE downgrade',
    );
  }
  return undefined;
}
