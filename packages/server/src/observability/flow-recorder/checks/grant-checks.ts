import type { FlowCheck } from './flow-check.ts';

/** The checks at the token and introspection endpoints. */
export type GrantCheckName =
  | 'grant_type_sent'
  | 'grant_type_known'
  | 'grant_type_registered'
  | 'code_sent'
  | 'verifier_readable'
  | 'code_known'
  | 'code_owner'
  | 'code_unused'
  | 'code_fresh'
  | 'code_redirect_uri'
  | 'verifier_sent'
  | 'verifier_expected'
  | 'verifier_matches'
  | 'grant_alive'
  | 'refresh_token_sent'
  | 'refresh_token_known'
  | 'refresh_token_owner'
  | 'refresh_token_unused'
  | 'refresh_token_fresh'
  | 'scope_granted'
  | 'client_may_act'
  | 'scope_of_client'
  | 'username_sent'
  | 'user_jwt_readable'
  | 'user_jwt_signed'
  | 'user_jwt_first_use'
  | 'token_sent';

/** What the token and the introspection endpoint look at once they know the client. */
export const GRANT_CHECKS: Readonly<Record<GrantCheckName, FlowCheck>> = {
  grant_type_sent: {
    holds: 'grant_type was sent',
    section: 'RFC 6749 §4.1.3',
    mend: {
      en: 'Send grant_type in the body (in the query only beside a client JWT and an empty body).',
      zh: '在正文中发送 grant_type（仅在使用客户端 JWT 且正文为空时才可放在查询串中）。',
    },
    refusals: ['invalid_request: the parameter grant_type is missing'],
  },
  grant_type_known: {
    holds: 'this server has the grant_type',
    section: 'RFC 6749 §5.2',
    mend: {
      en: 'Use a grant_type that the server has; the metadata lists them in grant_types_supported.',
      zh: '使用服务器支持的 grant_type；元数据的 grant_types_supported 列出了它们。',
    },
    refusals: ['unsupported_grant_type: this grant_type does not exist here'],
    registered: ['grant_types'],
  },
  grant_type_registered: {
    holds: 'the client may use the grant_type',
    section: 'RFC 6749 §5.2',
    mend: {
      en: 'Register the grant type for this client (`hufu client set`, member grant_types), or use a registered one.',
      zh: '为该客户端注册此授权类型（`hufu client set` 的 grant_types），或使用已注册的类型。',
    },
    refusals: ['unauthorized_client: this client is not registered for this grant_type'],
    registered: ['grant_types'],
  },
  code_sent: {
    holds: 'code was sent',
    section: 'RFC 6749 §4.1.3',
    mend: { en: 'Send the code of the redirect, as it came.', zh: '原样发送重定向中的 code。' },
    refusals: ['invalid_request: the parameter code is missing'],
  },
  verifier_readable: {
    holds: 'code_verifier, if sent, is a verifier',
    section: 'RFC 7636 §4.1',
    mend: {
      en: 'Send 43 to 128 characters of [A-Za-z0-9-._~]: the random string itself, not its hash.',
      zh: '发送 43 至 128 个 [A-Za-z0-9-._~] 字符：随机串本身，而不是它的散列。',
    },
    refusals: ['invalid_request: code_verifier must be 43 to 128 characters of [A-Za-z0-9-._~]'],
  },
  code_known: {
    holds: 'there is such a code',
    section: 'RFC 6749 §4.1.3',
    mend: {
      en: 'Send the code whole and decoded once; 63 characters that begin with hfc_. Did another server issue it?',
      zh: '发送完整且只解码一次的 code（以 hfc_ 开头的 63 个字符）。它是否由另一台服务器签发？',
    },
    refusals: ['invalid_grant: unknown code'],
  },
  code_owner: {
    holds: 'the code was issued to this client',
    section: 'RFC 6749 §4.1.3',
    mend: {
      en: 'Use the same client_id in the authorize request and here.',
      zh: '授权请求与此处须使用同一个 client_id。',
    },
    refusals: ['invalid_grant: code of another client'],
  },
  code_unused: {
    holds: 'the code is used for the first time',
    section: 'RFC 6749 §4.1.2',
    mend: {
      en: 'Exchange a code once: look for a retry, a reloaded callback page, or two workers. All that came of the code is revoked now.',
      zh: '每个 code 只兑换一次：检查是否有重试、回调页刷新或两个进程同时兑换。由该 code 得到的一切现已撤销。',
    },
    refusals: ['invalid_grant: code used twice: its grant is revoked'],
  },
  code_fresh: {
    holds: 'the code has not expired',
    section: 'RFC 6749 §4.1.2',
    mend: {
      en: 'Exchange the code at once, from the callback: it lives for 60 seconds.',
      zh: '在回调中立即兑换：code 只有 60 秒有效期。',
    },
    refusals: ['invalid_grant: expired code'],
  },
  code_redirect_uri: {
    holds: 'redirect_uri is that of the authorize request',
    section: 'RFC 6749 §4.1.3',
    mend: {
      en: 'Send the redirect_uri of the authorize request (its trace is listed below), character by character.',
      zh: '发送授权请求中的 redirect_uri（其记录列在下方），须逐字符相同。',
    },
    refusals: ['invalid_grant: redirect_uri differs'],
    registered: ['redirect_uris'],
  },
  verifier_sent: {
    holds: 'code_verifier was sent, as the authorize request had a challenge',
    section: 'RFC 7636 §4.5',
    mend: {
      en: 'Keep the verifier from the authorize request to the exchange (in the session of the browser) and send it.',
      zh: '从授权请求到兑换期间保存 verifier（例如在浏览器会话中），并在此发送。',
    },
    refusals: ['invalid_grant: verifier missing'],
  },
  verifier_expected: {
    holds: 'no code_verifier was sent where there was no challenge',
    section: 'RFC 9700 §4.8.2',
    mend: {
      en: 'Send code_challenge and code_challenge_method=S256 in the authorize request; something on its way may have removed them.',
      zh: '在授权请求中发送 code_challenge 与 code_challenge_method=S256；它们可能在途中被去掉了。',
    },
    refusals: ['invalid_grant: PKCE downgrade'],
  },
  verifier_matches: {
    holds: 'code_verifier fits the code_challenge',
    section: 'RFC 7636 §4.6',
    mend: {
      en: 'The challenge is BASE64URL(SHA-256(verifier)) without padding. Two sign-ins at once must not share one stored verifier.',
      zh: 'challenge 是 BASE64URL(SHA-256(verifier))，不带填充。两个同时进行的登录不能共用一个保存的 verifier。',
    },
    refusals: ['invalid_grant: wrong verifier, code burned'],
  },
  grant_alive: {
    holds: 'what the user allowed still holds, and the user is active',
    section: 'RFC 6749 §5.2',
    mend: {
      en: 'Let the user sign in again. `hufu audit list` tells who ended the grant, the session or the user.',
      zh: '让用户重新登录。`hufu audit list` 可查出是谁终止了授权、会话或用户。',
    },
    refusals: ['invalid_grant: grant revoked or user not active', 'invalid_grant: grant ended or user not active'],
  },
  refresh_token_sent: {
    holds: 'refresh_token was sent',
    section: 'RFC 6749 §6',
    mend: { en: 'Send the refresh token that came with the last answer.', zh: '发送上一次响应中的刷新令牌。' },
    refusals: ['invalid_request: the parameter refresh_token is missing'],
  },
  refresh_token_known: {
    holds: 'there is such a refresh token',
    section: 'RFC 6749 §6',
    mend: {
      en: 'Send the refresh token whole; 63 characters that begin with hfr_. Old ones are cleared away when their limit has passed.',
      zh: '发送完整的刷新令牌（以 hfr_ 开头的 63 个字符）。超过期限的旧令牌会被清除。',
    },
    refusals: ['invalid_grant: unknown refresh token'],
  },
  refresh_token_owner: {
    holds: 'the refresh token was issued to this client',
    section: 'RFC 6749 §6',
    mend: { en: 'Use the client that the token was issued to.', zh: '使用获得该令牌的客户端。' },
    refusals: ['invalid_grant: refresh token of another client'],
  },
  refresh_token_unused: {
    holds: 'the refresh token is used for the first time',
    section: 'RFC 9700 §4.14.2',
    mend: {
      en: 'Store the new refresh token of each answer before using it, and let one worker refresh. The family is revoked now: sign in again.',
      zh: '每次响应后先保存新的刷新令牌，并只由一个进程刷新。整个令牌族现已撤销：请重新登录。',
    },
    refusals: ['invalid_grant: refresh token used twice: its family is revoked'],
  },
  refresh_token_fresh: {
    holds: 'the refresh token has not expired',
    section: 'RFC 6749 §6',
    mend: { en: 'Let the user sign in again.', zh: '让用户重新登录。' },
    refusals: ['invalid_grant: expired refresh token'],
  },
  scope_granted: {
    holds: 'no more is asked for than was granted',
    section: 'RFC 6749 §6',
    mend: {
      en: 'Leave scope out, or ask for a part of what was granted; for more, send the user through the authorize endpoint.',
      zh: '不发送 scope，或只请求已授予的一部分；需要更多时请让用户重新经过授权端点。',
    },
    refusals: ['invalid_scope: the scope is more than was granted'],
  },
  client_may_act: {
    holds: 'the client is no public one',
    section: 'RFC 6749 §4.4',
    mend: {
      en: 'Only a client with a secret can act for itself: register one.',
      zh: '只有带密钥的客户端才能以自身名义操作：请注册一个。',
    },
    refusals: ['unauthorized_client: a public client cannot act for itself'],
    registered: ['authentication_method'],
  },
  scope_of_client: {
    holds: 'no scope is asked for that only a user has',
    section: 'RFC 6749 §4.4.2',
    mend: {
      en: 'Leave openid, profile, email and offline_access out: there is no user in this grant.',
      zh: '去掉 openid、profile、email 与 offline_access：此授权类型没有用户。',
    },
    refusals: ['invalid_scope: the scope names what only a user can be asked for'],
    registered: ['scope'],
  },
  username_sent: {
    holds: 'username was sent',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'Send in username the JWT signed with the user’s personal secret.',
      zh: '在 username 中发送以用户个人密钥签名的 JWT。',
    },
    refusals: ['invalid_request: the parameter username is missing'],
  },
  user_jwt_readable: {
    holds: 'username is the JWT of an active user with a personal secret',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'username is a JWT {username, time, nonce}, never a name. The user must be active and have made a personal secret.',
      zh: 'username 是 JWT {username, time, nonce}，而不是用户名。用户须处于启用状态并已生成个人密钥。',
    },
    refusals: ['invalid_grant: malformed JWT, or no active user with a personal secret'],
  },
  user_jwt_signed: {
    holds: 'the username JWT is of now and signed with the user’s secret',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'Make a JWT for each request, with time in seconds since 1970, signed with the bytes of the personal secret.',
      zh: '每次请求都新建 JWT，time 为自 1970 年起的秒数，并以个人密钥的字节签名。',
    },
    refusals: ['invalid_grant: wrong time or signature'],
  },
  user_jwt_first_use: {
    holds: 'the username JWT was not used before',
    section: 'contract/oauth2.md §3',
    mend: { en: 'Make a new JWT for each request, with a nonce.', zh: '每次请求都新建 JWT，并带 nonce。' },
    refusals: ['invalid_grant: replayed'],
  },
  token_sent: {
    holds: 'token was sent',
    section: 'RFC 7662 §2.1',
    mend: { en: 'Send the token to ask about in the body, as token.', zh: '在正文中以 token 发送要查询的令牌。' },
    refusals: ['invalid_request: the parameter token is missing'],
  },
};
