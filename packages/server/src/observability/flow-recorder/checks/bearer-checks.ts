import type { FlowCheck } from './flow-check.ts';

/** The checks of an access token that is presented to this server. */
export type BearerCheckName = 'token_placed' | 'token_presented' | 'token_works' | 'token_for_us' | 'token_key' | 'token_scope';

/** What is looked at in an access token where this server is the one it is shown to. */
export const BEARER_CHECKS: Readonly<Record<BearerCheckName, FlowCheck>> = {
  token_placed: {
    holds: 'an access token stands in one place, and not in the query',
    section: 'RFC 6750 §2',
    mend: {
      en: 'Send it once, as `Authorization: Bearer` with one space, or in the form of a POST.',
      zh: '只发送一次：以 `Authorization: Bearer`（后跟一个空格），或在 POST 表单中。',
    },
    refusals: [
      'invalid_request: an access token in the query is not accepted',
      'invalid_request: the access token is sent more than once',
      'invalid_request: the request carries credentials in its header and in its body',
      'invalid_request: the Authorization header must be Bearer or DPoP, one space and the token',
    ],
  },
  token_presented: {
    holds: 'an access token was sent',
    section: 'RFC 6750 §3.1',
    mend: { en: 'Send `Authorization: Bearer` with the access token.', zh: '发送带访问令牌的 `Authorization: Bearer`。' },
    refusals: ['invalid_token: the request carries no access token'],
  },
  token_works: {
    holds: 'the access token is known, has not expired and was not revoked',
    section: 'RFC 6750 §3.1',
    mend: {
      en: 'Refresh it. An ID token, a code or a refresh token is no access token (hfa_ begins one).',
      zh: '请刷新令牌。ID 令牌、code 与刷新令牌都不是访问令牌（访问令牌以 hfa_ 开头）。',
    },
    refusals: ['invalid_token: the access token is unknown, expired or revoked'],
  },
  token_for_us: {
    holds: 'the access token is for this server',
    section: 'RFC 8707 §2',
    mend: {
      en: 'Ask for a token without a resource, or of the issuer, for this server’s own APIs.',
      zh: '访问本服务器自身的 API 时，请求不带 resource（或以签发者为 resource）的令牌。',
    },
    refusals: ['invalid_token: the access token is for other resources'],
  },
  token_key: {
    holds: 'an access token that is bound to a key comes with a proof by it, and no other does',
    section: 'RFC 9449 §7.2',
    mend: {
      en: 'Send `Authorization: DPoP` and a proof by the same key, with ath, where token_type was DPoP; else `Authorization: Bearer` alone.',
      zh: 'token_type 为 DPoP 时，发送 `Authorization: DPoP` 及同一密钥签名、含 ath 的证明；否则只发送 `Authorization: Bearer`。',
    },
    refusals: [
      'invalid_token: a DPoP proof goes with the scheme DPoP',
      'invalid_token: the access token is bound to no key',
      'invalid_token: the access token is bound to a key: use the scheme DPoP, with a proof',
      'invalid_dpop_proof: the request carries no DPoP proof',
      'invalid_dpop_proof: the DPoP proof is by another key than the access token',
    ],
  },
  token_scope: {
    holds: 'the access token was issued for the scope that is needed',
    section: 'RFC 6750 §3.1',
    mend: {
      en: 'Ask for that scope in the authorize request; a client that acts for itself has no user to tell of.',
      zh: '在授权请求中请求该 scope；以自身名义操作的客户端没有用户信息可查。',
    },
    refusals: ['insufficient_scope: the access token was not issued for the scope *'],
  },
};
