import type { FlowCheck } from './flow-check.ts';

/** The checks at the end-session endpoint. */
export type LogoutCheckName = 'logout_one_client' | 'logout_client_named' | 'post_logout_uri_registered';

/** What is looked at when a client asks to have its user signed out. */
export const LOGOUT_CHECKS: Readonly<Record<LogoutCheckName, FlowCheck>> = {
  logout_one_client: {
    holds: 'client_id and id_token_hint are of one client',
    section: 'OpenID Connect RP-Initiated Logout §2',
    mend: {
      en: 'Send the client_id to which the ID token was issued (its aud), or leave client_id out.',
      zh: '发送 ID 令牌所签发给的 client_id（其 aud），或不发送 client_id。',
    },
    refusals: ['page: logout_client_mismatch'],
    registered: ['client'],
  },
  logout_client_named: {
    holds: 'with post_logout_redirect_uri, the request tells whose it is',
    section: 'OpenID Connect RP-Initiated Logout §2',
    mend: {
      en: 'Send client_id, or as id_token_hint an ID token of this server, unmodified; it may be expired.',
      zh: '发送 client_id，或以此服务器签发且未经修改的 ID 令牌作为 id_token_hint（可以已过期）。',
    },
    refusals: ['page: logout_client_missing'],
  },
  post_logout_uri_registered: {
    holds: 'post_logout_redirect_uri is registered',
    section: 'OpenID Connect RP-Initiated Logout §3',
    mend: {
      en: 'Send a registered one, character by character, or add it (`hufu client set`, member post_logout_redirect_uris).',
      zh: '逐字符发送已注册的地址，或予以添加（`hufu client set` 的 post_logout_redirect_uris）。',
    },
    refusals: ['page: post_logout_uri_mismatch'],
    registered: ['post_logout_redirect_uris'],
  },
};
