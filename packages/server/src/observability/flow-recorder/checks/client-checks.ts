import type { FlowCheck } from './flow-check.ts';

/** The checks of the client. */
export type ClientCheckName =
  | 'one_authentication'
  | 'authentication_sent'
  | 'authentication_readable'
  | 'same_client'
  | 'attempts_left'
  | 'client_sent'
  | 'client_known'
  | 'client_active'
  | 'authentication_registered'
  | 'jwt_header'
  | 'jwt_algorithm'
  | 'jwt_key'
  | 'jwt_private_key'
  | 'jwt_audience'
  | 'jwt_timely'
  | 'jwt_signed'
  | 'jwt_nonce'
  | 'jwt_first_use'
  | 'secret_right'
  | 'secret_used';

/** Who asks: how a client names itself and proves it. */
export const CLIENT_CHECKS: Readonly<Record<ClientCheckName, FlowCheck>> = {
  one_authentication: {
    holds: 'the client authenticates in one way only',
    section: 'RFC 6749 §2.3',
    mend: {
      en: 'Send one proof: either a header, or client_secret in the body. Many libraries have a switch for it.',
      zh: '只发送一种凭证：请求头，或正文中的 client_secret。许多程序库有此开关。',
    },
    refusals: ['invalid_request: the request uses more than one way of client authentication'],
    registered: ['authentication_method'],
  },
  authentication_sent: {
    holds: 'the request says which client sends it',
    section: 'RFC 6749 §3.2.1',
    mend: {
      en: 'Send the client id and secret by HTTP Basic, or client_id and client_secret in the body; a public client sends client_id.',
      zh: '以 HTTP Basic 发送客户端 id 与密钥，或在正文中发送 client_id 与 client_secret；公开客户端发送 client_id。',
    },
    refusals: ['invalid_client: the request carries no client authentication'],
  },
  authentication_readable: {
    holds: 'the client’s proof can be read',
    section: 'RFC 6749 §2.3.1',
    mend: {
      en: 'HTTP Basic is the base64 of id:secret, each form-encoded. A client JWT is compact, HS256, with the strings id and time.',
      zh: 'HTTP Basic 是 id:secret（各自先做表单编码）的 base64；客户端 JWT 须为紧凑格式、HS256，并含字符串成员 id 与 time。',
    },
    refusals: ['invalid_client: the client authentication is malformed'],
  },
  same_client: {
    holds: 'client_id names the client that authenticates',
    section: 'RFC 6749 §3.2.1',
    mend: {
      en: 'Leave client_id out, or send that of the client whose proof is sent: two configurations are mixed up.',
      zh: '不发送 client_id，或发送与凭证相同的客户端 id：两份配置可能混用了。',
    },
    refusals: ['invalid_client: client_id is not the client that authenticated'],
  },
  attempts_left: {
    holds: 'there were not too many wrong secrets from this address',
    section: 'RFC 6749 §2.3.1',
    mend: {
      en: 'Correct the secret first (see earlier traces of this client), then wait for the seconds of Retry-After.',
      zh: '先改正密钥（见该客户端更早的记录），再按 Retry-After 的秒数等待。',
    },
    refusals: ['invalid_client: client failure limit'],
  },
  client_sent: {
    holds: 'client_id was sent',
    section: 'RFC 6749 §4.1.1',
    mend: {
      en: 'Send client_id, the number that `hufu client list` shows.',
      zh: '发送 client_id，即 `hufu client list` 显示的编号。',
    },
    refusals: ['page: missing_client_id'],
  },
  client_known: {
    holds: 'a client of this id is registered',
    section: 'RFC 6749 §2.2',
    mend: {
      en: 'Compare the id with `hufu client list`: it is a number, not the name. Is the application configured for another server?',
      zh: '与 `hufu client list` 核对 id：它是编号而不是名称。应用是否配置成了另一台服务器？',
    },
    refusals: ['invalid_client: unknown_client', 'page: unknown_client'],
    registered: ['client'],
  },
  client_active: {
    holds: 'the client is active',
    section: 'RFC 6749 §5.2',
    mend: { en: 'An operator can run `hufu client enable`.', zh: '运维人员可运行 `hufu client enable`。' },
    refusals: ['invalid_client: disabled_client', 'page: disabled_client'],
    registered: ['client'],
  },
  authentication_registered: {
    holds: 'the client may authenticate in this way',
    section: 'RFC 6749 §2.3',
    mend: {
      en: 'Use the method that is registered, or register the one in use (`hufu client set`, member token_endpoint_auth_method).',
      zh: '使用已注册的方式，或注册正在使用的方式（`hufu client set` 的 token_endpoint_auth_method）。',
    },
    refusals: ['invalid_client: method_not_registered'],
    registered: ['authentication_method', 'secret'],
  },
  jwt_header: {
    holds: 'the JWT’s header asks for nothing that is not served',
    section: 'RFC 7515 §4.1.11',
    mend: {
      en: 'Send alg, kid and typ in the header only: no crit, no key or address of a key.',
      zh: '请求头中只放 alg、kid 与 typ：不含 crit，也不含密钥或其地址。',
    },
    refusals: ['invalid_client: jwt_header', 'invalid_client: jwt_malformed', 'invalid_client: jwt_type'],
  },
  jwt_algorithm: {
    holds: 'the JWT is signed by the algorithm that is registered',
    section: 'RFC 7518 §3.1',
    mend: {
      en: 'Sign with the registered token_endpoint_auth_signing_alg, or change it: `hufu client show`.',
      zh: '使用已注册的 token_endpoint_auth_signing_alg 签名，或更改它：`hufu client show`。',
    },
    refusals: ['invalid_client: jwt_algorithm'],
  },
  jwt_key: {
    holds: 'a key of the client fits the JWT’s kid',
    section: 'RFC 7515 §4.1.4',
    mend: {
      en: 'Register the public key with this kid in the client’s jwks. Were keys rotated in the application alone?',
      zh: '在客户端的 jwks 中注册带此 kid 的公钥。是否只在应用一侧轮换了密钥？',
    },
    refusals: ['invalid_client: jwt_key'],
  },
  jwt_private_key: {
    holds: 'the JWT is signed with a key of the client',
    section: 'RFC 7523 §3',
    mend: {
      en: 'Sign with the private half of the registered key; ES256 signatures are the two numbers, not DER.',
      zh: '用已注册密钥的私钥签名；ES256 签名是两个数的拼接，而不是 DER。',
    },
    refusals: ['invalid_client: jwt_signature'],
  },
  jwt_audience: {
    holds: 'the JWT is made out to this issuer',
    section: 'RFC 7523 §3',
    mend: {
      en: 'Put the issuer into aud, as one string; older libraries name the token endpoint: set assertion_audience of the client to legacy.',
      zh: 'aud 须为签发者（单个字符串）；较旧的程序库写的是令牌端点：可把客户端的 assertion_audience 设为 legacy。',
    },
    refusals: ['invalid_client: wrong_audience'],
  },
  jwt_timely: {
    holds: 'the JWT is of now',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'Make a JWT for each request, with its times in whole seconds since 1970, good for 5 minutes; set the clock of the application’s machine.',
      zh: '每次请求都新建 JWT，时间为自 1970 年起的整秒数，有效期 5 分钟；并校准应用所在机器的时钟。',
    },
    refusals: ['invalid_client: wrong_time'],
  },
  jwt_signed: {
    holds: 'the client JWT is signed with the client’s secret',
    section: 'RFC 7515 §5.2',
    mend: {
      en: 'Sign with the secret’s own bytes as they were given: no base64 decoding, no line break at the end. Was the secret rotated?',
      zh: '用密钥原样的字节签名：不做 base64 解码，末尾不带换行。密钥是否已轮换？',
    },
    refusals: ['invalid_client: bad_signature'],
    registered: ['secret'],
  },
  jwt_nonce: {
    holds: 'the JWT has what makes it unlike all others',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'Put a random nonce (client JWT) or jti (private_key_jwt) into each JWT.',
      zh: '在每个 JWT 中放入随机的 nonce（客户端 JWT）或 jti（private_key_jwt）。',
    },
    refusals: ['invalid_client: nonce_missing', 'invalid_client: jti_missing'],
  },
  jwt_first_use: {
    holds: 'the JWT was not used before',
    section: 'contract/oauth2.md §3',
    mend: {
      en: 'Make a new JWT for each request, each retry included.',
      zh: '每次请求（包括重试）都新建 JWT。',
    },
    refusals: ['invalid_client: replayed'],
  },
  secret_right: {
    holds: 'the secret is the client’s',
    section: 'RFC 6749 §2.3.1',
    mend: {
      en: 'Compare the length with what was given out: a cut-off or quoted secret shows. If lost, `hufu client secret --rotate`.',
      zh: '核对长度与当初发放的是否一致（可看出截断或多余的引号）。若已遗失，运行 `hufu client secret --rotate`。',
    },
    refusals: ['invalid_client: wrong_secret'],
    registered: ['secret'],
  },
  secret_used: {
    holds: 'a client that has a secret proves itself with it',
    section: 'RFC 6749 §3.2.1',
    mend: {
      en: 'Send the secret; client_id alone is for public clients.',
      zh: '发送密钥；只发送 client_id 仅适用于公开客户端。',
    },
    refusals: ['invalid_client: has_secret'],
    registered: ['authentication_method', 'secret'],
  },
};
