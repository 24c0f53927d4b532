import type { FlowCheck } from './flow-check.ts';

/** The checks at the authorization endpoint. */
export type AuthorizationCheckName =
  | 'redirect_uri_sent'
  | 'redirect_uri_registered'
  | 'response_type_sent'
  | 'response_type'
  | 'response_mode'
  | 'code_grant_registered'
  | 'challenge_sent'
  | 'challenge_method'
  | 'challenge_readable'
  | 'scope_known'
  | 'scope_registered'
  | 'nonce_size'
  | 'own_form'
  | 'password'
  | 'consent'
  | 'still_allowed';

/** What the authorization endpoint looks at, in the request and then in the person. */
export const AUTHORIZATION_CHECKS: Readonly<Record<AuthorizationCheckName, FlowCheck>> = {
  redirect_uri_sent: {
    holds: 'redirect_uri was sent',
    section: 'OpenID Connect Core §3.1.2.1',
    mend: {
      en: 'Send redirect_uri, exactly as it is registered, even when only one is.',
      zh: '发送 redirect_uri，与注册的完全一致；即使只注册了一个也要发送。',
    },
    refusals: ['page: redirect_uri_missing'],
    registered: ['redirect_uris'],
  },
  redirect_uri_registered: {
    holds: 'redirect_uri is registered',
    section: 'RFC 9700 §4.1.3',
    mend: {
      en: 'Compare scheme, host, port, path and the slash at the end; then send a registered one or add it: `hufu client redirect-uri`.',
      zh: '逐一比较协议、主机、端口、路径与末尾的斜杠；再发送已注册的地址，或用 `hufu client redirect-uri` 添加。',
    },
    refusals: ['page: redirect_uri_mismatch'],
    registered: ['redirect_uris'],
  },
  response_type_sent: {
    holds: 'response_type was sent',
    section: 'RFC 6749 §3.1.1',
    mend: { en: 'Send response_type=code.', zh: '发送 response_type=code。' },
    refusals: ['invalid_request: the parameter response_type is missing'],
  },
  response_type: {
    holds: 'response_type is code',
    section: 'RFC 6749 §3.1.1',
    mend: {
      en: 'Send response_type=code: the implicit and hybrid flows are not served (RFC 9700 §2.1.2).',
      zh: '发送 response_type=code：不提供隐式与混合流程（RFC 9700 §2.1.2）。',
    },
    refusals: ['unsupported_response_type: response_type must be code'],
  },
  response_mode: {
    holds: 'response_mode is one that is served',
    section: 'RFC 6749 §4.1.2',
    mend: {
      en: 'Leave response_mode out, or send query or form_post; form_post needs an http or https redirect URI.',
      zh: '不发送 response_mode，或发送 query 或 form_post；form_post 需要 http 或 https 的回调地址。',
    },
    refusals: ['invalid_request: response_mode must be query, or form_post to an http or https redirect URI'],
  },
  code_grant_registered: {
    holds: 'the client may use the authorization code grant',
    section: 'RFC 6749 §4.1.2.1',
    mend: {
      en: 'Register authorization_code for this client (`hufu client set`, member grant_types).',
      zh: '为该客户端注册 authorization_code（`hufu client set` 的 grant_types）。',
    },
    refusals: ['unauthorized_client: this client is not registered for the authorization code grant'],
    registered: ['grant_types'],
  },
  challenge_sent: {
    holds: 'code_challenge was sent, where the client must',
    section: 'RFC 7636 §4.4.1',
    mend: {
      en: 'Send code_challenge and code_challenge_method=S256: switch PKCE on in the library.',
      zh: '发送 code_challenge 与 code_challenge_method=S256：在程序库中打开 PKCE。',
    },
    refusals: [
      'invalid_request: this client must send a code_challenge (PKCE, S256)',
      'invalid_request: code_challenge_method was sent without a code_challenge',
    ],
    registered: ['pkce'],
  },
  challenge_method: {
    holds: 'a code_challenge has the method S256',
    section: 'RFC 7636 §4.3',
    mend: {
      en: 'Send code_challenge_method=S256 beside code_challenge; without it plain is meant, which is not served.',
      zh: '与 code_challenge 一同发送 code_challenge_method=S256；缺省意味着 plain，此处不提供。',
    },
    refusals: ['invalid_request: code_challenge_method must be S256'],
    registered: ['pkce'],
  },
  challenge_readable: {
    holds: 'a code_challenge is a SHA-256 in base64url',
    section: 'RFC 7636 §4.2',
    mend: {
      en: 'Send BASE64URL(SHA-256(verifier)) without padding: 43 characters; not hexadecimal, not ordinary base64.',
      zh: '发送不带填充的 BASE64URL(SHA-256(verifier))，共 43 个字符；不是十六进制，也不是普通 base64。',
    },
    refusals: ['invalid_request: code_challenge must be 43 characters of base64url: the SHA-256 of the code_verifier'],
  },
  scope_known: {
    holds: 'every scope exists',
    section: 'RFC 6749 §3.3',
    mend: {
      en: 'Separate scopes by single spaces (%20 or +), not by commas, and ask only for those that docs/oauth2.md lists.',
      zh: '各 scope 之间用单个空格（%20 或 +）分隔，不用逗号；只请求 docs/oauth2.md 列出的 scope。',
    },
    refusals: ['invalid_scope: the scope is malformed or names a scope that does not exist'],
    registered: ['scope'],
  },
  scope_registered: {
    holds: 'no more is asked for than the client is registered for',
    section: 'RFC 6749 §3.3',
    mend: {
      en: 'Ask for less, or register the scopes for this client (`hufu client set`, member scope). all:all does not cover openid or profile.',
      zh: '减少请求的 scope，或为该客户端注册（`hufu client set` 的 scope）。all:all 不包含 openid 与 profile。',
    },
    refusals: ['invalid_scope: the scope is more than this client is registered for'],
    registered: ['scope'],
  },
  nonce_size: {
    holds: 'nonce is at most 512 characters',
    section: 'OpenID Connect Core §3.1.2.1',
    mend: { en: 'Send a shorter nonce; 22 random characters are enough.', zh: '发送更短的 nonce；22 个随机字符即可。' },
    refusals: ['invalid_request: nonce is longer than 512 characters'],
  },
  own_form: {
    holds: 'the form came from our page, in time',
    section: 'RFC 9700 §4.7',
    mend: {
      en: 'The page was open too long, or the browser keeps no cookies for this site: reload it, and allow cookies.',
      zh: '页面打开过久，或浏览器未保存此网站的 Cookie：请刷新页面并允许 Cookie。',
    },
    refusals: ['page: csrf', 'page: expired_form'],
  },
  password: {
    holds: 'the user proved who they are',
    section: 'OpenID Connect Core §3.1.2.3',
    mend: {
      en: 'The person mistyped, is not active, or tried too often: `hufu audit list --since 1h` tells which, under this request id.',
      zh: '用户输入有误、未启用，或尝试过多：`hufu audit list --since 1h` 在此请求编号下说明是哪一种。',
    },
    refusals: ['page: credentials', 'page: throttled', 'page: username_missing', 'page: password_missing'],
  },
  consent: {
    holds: 'the user allows it',
    section: 'OpenID Connect Core §3.1.2.4',
    mend: {
      en: 'The person said no. Ask for fewer scopes, or tell them why the application needs these.',
      zh: '用户选择了拒绝。请减少 scope，或向用户说明应用为何需要它们。',
    },
    refusals: ['access_denied: the user did not allow the request', 'page: device_refused'],
  },
  still_allowed: {
    holds: 'client, user and consent are as they were when the page was made',
    section: 'RFC 6749 §4.1.2.1',
    mend: {
      en: 'Start again from the application: somebody changed the client, the user or the consent meanwhile.',
      zh: '请从应用重新开始：其间有人更改了客户端、用户或授权同意。',
    },
    refusals: ['access_denied: the user, the client or what was allowed has changed meanwhile'],
  },
};
