import type { FlowCheck } from './flow-check.ts';

/** The checks of where the parameters of an authorization request come from. */
export type RequestSourceCheckName =
  | 'reference_live'
  | 'reference_ours'
  | 'reference_inside'
  | 'object_signed'
  | 'object_good'
  | 'request_signed'
  | 'request_pushed'
  | 'request_size'
  | 'requests_left'
  | 'pushed_redirect_uri'
  | 'one_dpop_key';

/** What is looked at in a pushed request, in a reference to one, and in a request object. */
export const REQUEST_SOURCE_CHECKS: Readonly<Record<RequestSourceCheckName, FlowCheck>> = {
  reference_live: {
    holds: 'request_uri is a reference of this client that was not answered yet',
    section: 'RFC 9126 §4',
    mend: {
      en: 'Push a request for each sign-in, send the browser there within 90 seconds, with the client_id that pushed it, and use no reference twice.',
      zh: '每次登录都推送新的请求，在 90 秒内让浏览器携带推送时的 client_id 前往；引用不可重复使用。',
    },
    refusals: ['page: invalid_request_uri'],
    registered: ['client'],
  },
  reference_ours: {
    holds: 'request_uri is a reference of ours, if it was sent',
    section: 'RFC 9101 §5.2',
    mend: {
      en: 'Push the request to /oauth2/par and send what that answers, or send the object itself as request: nothing is fetched from elsewhere.',
      zh: '把请求推送到 /oauth2/par 并发送其返回的引用，或直接以 request 发送对象：服务器不会从别处抓取。',
    },
    refusals: ['request_uri_not_supported: a request_uri must be one that this server answered to a pushed request'],
  },
  reference_inside: {
    holds: 'what is pushed holds no request_uri',
    section: 'RFC 9126 §2.1',
    mend: { en: 'Push the parameters themselves, or request.', zh: '推送各参数本身，或推送 request。' },
    refusals: ['invalid_request: a pushed request must not hold a request_uri'],
  },
  object_signed: {
    holds: 'the request object is signed by a registered key of the client',
    section: 'RFC 9101 §6.2',
    mend: {
      en: 'Compare alg, kid and typ of the request with jwks and request_object_signing_alg (`hufu client show`), and its iss and client_id with the client_id beside it.',
      zh: '将 request 的 alg、kid 与 typ 同 jwks 和 request_object_signing_alg 核对（`hufu client show`），并将其 iss、client_id 与外层 client_id 核对。',
    },
    refusals: [
      'page: invalid_request_object',
      'invalid_request_object: jwt_malformed',
      'invalid_request_object: jwt_header',
      'invalid_request_object: jwt_type',
      'invalid_request_object: jwt_algorithm',
      'invalid_request_object: jwt_key',
      'invalid_request_object: jwt_signature',
    ],
    registered: ['client'],
  },
  object_good: {
    holds: 'the request object is made out to this issuer by this client, and is of now',
    section: 'RFC 9101 §6.3',
    mend: {
      en: 'Put iss and client_id (the client), aud (the issuer) and exp (within the hour) into it; no sub, request or request_uri; each parameter as text.',
      zh: '对象中应有 iss 与 client_id（客户端）、aud（签发者）、exp（一小时内）；不含 sub、request、request_uri；各参数为文本。',
    },
    refusals: ['invalid_request_object: the request object *'],
  },
  request_signed: {
    holds: 'the request is signed, where the client must sign',
    section: 'RFC 9101 §10.5',
    mend: {
      en: 'Send the parameters in a signed request object, or set require_signed_request_object of the client to false.',
      zh: '以签名的请求对象发送参数，或把客户端的 require_signed_request_object 设为 false。',
    },
    refusals: ['invalid_request: this client must send its authorization requests as signed request objects'],
  },
  request_pushed: {
    holds: 'the request was pushed, where the client must push',
    section: 'RFC 9126 §5',
    mend: {
      en: 'Push the request to /oauth2/par first, or set require_pushed_authorization_requests of the client to false.',
      zh: '先把请求推送到 /oauth2/par，或把客户端的 require_pushed_authorization_requests 设为 false。',
    },
    refusals: ['invalid_request: this client must push its authorization requests'],
  },
  request_size: {
    holds: 'the request is not longer than what is kept',
    section: 'RFC 9126 §2.3',
    mend: {
      en: 'Keep the request below 16 KiB, form-encoded; below 4 KiB where the client proves nothing.',
      zh: '请求经表单编码后应小于 16 KiB；客户端未证明身份时应小于 4 KiB。',
    },
    refusals: ['invalid_request: the request is longer than *'],
  },
  requests_left: {
    holds: 'not too much is kept for clients that proved nothing',
    section: 'RFC 9126 §2.3',
    mend: {
      en: 'Wait for the seconds of Retry-After. A client that proves itself (a secret, private_key_jwt) has no such limit.',
      zh: '按 Retry-After 的秒数等待。能证明身份的客户端（密钥或 private_key_jwt）不受此限制。',
    },
    refusals: ['temporarily_unavailable: too many requests of clients that proved nothing; try again later'],
  },
  pushed_redirect_uri: {
    holds: 'the redirect URI that is pushed is registered',
    section: 'RFC 9126 §2.1',
    mend: {
      en: 'Push a registered redirect_uri, character by character, or add it: `hufu client redirect-uri`.',
      zh: '推送已注册的 redirect_uri（逐字符相同），或用 `hufu client redirect-uri` 添加。',
    },
    refusals: ['invalid_request: redirect_uri is missing, or is not registered for this client'],
    registered: ['redirect_uris'],
  },
  one_dpop_key: {
    holds: 'dpop_jkt and the DPoP proof are of one key',
    section: 'RFC 9449 §10.1',
    mend: {
      en: 'Leave dpop_jkt out beside a proof, or make it the thumbprint of the proof’s key.',
      zh: '发送证明时不发送 dpop_jkt，或令其等于证明密钥的指纹。',
    },
    refusals: ['invalid_dpop_proof: dpop_jkt names another key than that of the DPoP proof'],
  },
};
