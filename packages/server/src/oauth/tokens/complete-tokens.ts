import type { TokenResponse } from '@hufu/contract';
import { type IdTokenContext, signIdToken } from './id-token/sign-id-token.ts';
import type { Issued } from './issue-tokens.ts';
import { type AccessTokenContext, signAccessToken } from './sign-access-token.ts';

/** What an answer is completed with. */
export type CompletionContext = IdTokenContext & AccessTokenContext;

/**
 * The answer to the client (RFC 6749 §5.1) for tokens that are stored and committed: here, outside the unit of work, is signed
 * what is signed. `expires_in` is rounded down to seconds.
 */
export async function completeTokens(issued: Issued, context: CompletionContext): Promise<TokenResponse> {
  const { accessToken, refreshToken, now } = issued;
  const token = await signAccessToken(issued, context);
  const idToken = await signIdToken(issued, token, context);
  return {
    access_token: token,
    expires_in: Math.max(0, Math.floor((accessToken.expiresAt - now) / 1000)),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken.token }),
    // RFC 6749 §3.3: a scope has at least one token; who was granted none is told of none.
    ...(accessToken.scope === '' ? {} : { scope: accessToken.scope }),
    // RFC 9449 §5.
    token_type: accessToken.dpopJkt === null ? 'Bearer' : 'DPoP',
    ...(idToken === undefined ? {} : { id_token: idToken }),
  };
}
