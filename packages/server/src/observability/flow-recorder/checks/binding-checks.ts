import type { FlowCheck } from './flow-check.ts';

/** The checks of what tokens are for and which key they are bound to. */
export type BindingCheckName =
  | 'dpop_jkt'
  | 'dpop_once'
  | 'dpop_proof'
  | 'dpop_nonce'
  | 'dpop_sent'
  | 'dpop_first_use'
  | 'dpop_key'
  | 'resource_readable'
  | 'resource_known'
  | 'resource_allowed'
  | 'resource_granted'
  | 'one_resource_server';

/** What is looked at in the proofs of DPoP, and in the resources that tokens are asked for. */
export const BINDING_CHECKS: Readonly<Record<BindingCheckName, FlowCheck>> = {
  dpop_jkt: {
    holds: 'dpop_jkt, if sent, is a thumbprint',
    section: 'RFC 9449 §10',
    mend: {
      en: 'Send the base64url of the SHA-256 JWK thumbprint (RFC 7638) of the proof’s public key, without padding.',
      zh: '发送证明公钥的 SHA-256 JWK 指纹（RFC 7638）的 base64url，不带填充。',
    },
    refusals: ['invalid_request: dpop_jkt must be the SHA-256 thumbprint of a key, in 43 characters of base64url'],
  },
  dpop_once: {
    holds: 'at most one DPoP header was sent',
    section: 'RFC 9449 §4.3',
    mend: { en: 'Send one DPoP header: does a proxy add a second one?', zh: '只发送一个 DPoP 请求头：是否有代理又加了一个？' },
    refusals: ['invalid_dpop_proof: the request carries more than one DPoP proof'],
  },
  dpop_proof: {
    holds: 'a DPoP proof is good, and made for this request',
    section: 'RFC 9449 §4.3',
    mend: {
      en: 'The description says what is wrong. Often it is htu, which is the public URL without query, or the clock of the device.',
      zh: '错误描述说明了原因。常见的是 htu（应为对外的 URL，不带查询串），或设备的时钟。',
    },
    refusals: ['invalid_dpop_proof: the DPoP proof is not good: *'],
  },
  dpop_nonce: {
    holds: 'a DPoP proof has the nonce that the server gave',
    section: 'RFC 9449 §8',
    mend: {
      en: 'This is the ordinary first answer: repeat the request with a proof that has the nonce of the DPoP-Nonce header.',
      zh: '这是首次请求的正常答复：用含 DPoP-Nonce 头中 nonce 的证明重发请求。',
    },
    refusals: ['use_dpop_nonce: the DPoP proof must carry the nonce of the DPoP-Nonce header'],
  },
  dpop_sent: {
    holds: 'a client whose tokens are bound sends a proof',
    section: 'RFC 9449 §5.2',
    mend: {
      en: 'Send a DPoP header, or register the client without dpop_bound_access_tokens.',
      zh: '发送 DPoP 请求头，或在注册中去掉 dpop_bound_access_tokens。',
    },
    refusals: ['invalid_dpop_proof: this client must send a DPoP proof'],
  },
  dpop_first_use: {
    holds: 'a DPoP proof is used for the first time',
    section: 'RFC 9449 §11.1',
    mend: {
      en: 'Make a new proof with a new jti for each request, each retry included.',
      zh: '每次请求（包括重试）都用新的 jti 新建证明。',
    },
    refusals: ['invalid_dpop_proof: the DPoP proof was used before'],
  },
  dpop_key: {
    holds: 'a code or token that is bound to a key comes with a proof by it',
    section: 'RFC 9449 §5',
    mend: {
      en: 'Use one key from the authorize request to the last refresh; it must survive a reload of the page.',
      zh: '从授权请求到最后一次刷新使用同一个密钥；刷新页面后它须仍然存在。',
    },
    refusals: [
      'invalid_grant: the code cannot be used: *',
      'invalid_grant: the refresh token cannot be used: *',
      'invalid_dpop_proof: the tokens for this refresh token were issued for another key',
    ],
  },
  resource_readable: {
    holds: 'each resource is an absolute URI',
    section: 'RFC 8707 §2',
    mend: {
      en: 'Send at most 10 resources, each an absolute URI without a fragment.',
      zh: '最多发送 10 个 resource，各为不带片段的绝对 URI。',
    },
    refusals: [
      'invalid_target: more than 10 resources are named',
      'invalid_target: a resource must be an absolute URI of printable ASCII without a fragment',
    ],
  },
  resource_known: {
    holds: 'each resource is served by an active client',
    section: 'RFC 8707 §2',
    mend: {
      en: 'Compare with the resource_indicators of the resource server’s client, character by character: `hufu client show`.',
      zh: '与资源服务器客户端的 resource_indicators 逐字符核对：`hufu client show`。',
    },
    refusals: [
      'invalid_target: a resource is not known here',
      'invalid_target: a resource of this token is not known here any more',
    ],
  },
  resource_allowed: {
    holds: 'the client may ask for each resource',
    section: 'RFC 8707 §3',
    mend: {
      en: 'Allow it: `hufu client set CLIENT \'allowed_resources=["…"]\'`, with the resource_indicators of the resource server.',
      zh: '授予许可：`hufu client set CLIENT \'allowed_resources=["…"]\'`，填写资源服务器的 resource_indicators。',
    },
    refusals: ['invalid_target: this client is not allowed to ask for a resource'],
  },
  resource_granted: {
    holds: 'no resource is asked for that was not granted',
    section: 'RFC 8707 §2.2',
    mend: {
      en: 'Name the resource in the authorize request too, or one of those that were named there.',
      zh: '在授权请求中也写明该 resource，或使用那里已写明的。',
    },
    refusals: ['invalid_target: a resource was not granted'],
  },
  one_resource_server: {
    holds: 'a token is for one resource server',
    section: 'RFC 8707 §2.2',
    mend: {
      en: 'Ask for one token for each resource server, by its resource, with the same refresh token.',
      zh: '用同一个刷新令牌，按各自的 resource 为每个资源服务器分别请求令牌。',
    },
    refusals: ['invalid_target: an access token is for one resource server: name the resources of one'],
  },
};
