import type { FlowCheck } from './flow-check.ts';

/** The checks of the parameters of OpenID Connect. */
export type OpenIdCheckName =
  | 'registration_parameter'
  | 'prompt'
  | 'max_age'
  | 'claims_readable'
  | 'acr'
  | 'id_token_hint'
  | 'one_subject'
  | 'signed_in'
  | 'account_chosen'
  | 'consent_given'
  | 'same_user';

/** What the authorization endpoint looks at in the parameters of OpenID Connect, and what `prompt=none` leaves undone. */
export const OPENID_CHECKS: Readonly<Record<OpenIdCheckName, FlowCheck>> = {
  registration_parameter: {
    holds: 'no registration parameter was sent',
    section: 'OpenID Connect Core §7.2.1',
    mend: { en: 'Register the client here instead: `hufu client add`.', zh: '请改为在此注册客户端：`hufu client add`。' },
    refusals: ['registration_not_supported: registration is not supported'],
  },
  prompt: {
    holds: 'prompt is one that is served',
    section: 'OpenID Connect Core §3.1.2.1',
    mend: {
      en: 'Send none alone, or some of login, consent and select_account, separated by spaces.',
      zh: '单独发送 none，或发送 login、consent、select_account 中的若干个，以空格分隔。',
    },
    refusals: [
      'invalid_request: prompt must be none, or some of login, consent and select_account',
      'invalid_request: prompt=none must stand alone',
    ],
  },
  max_age: {
    holds: 'max_age is a number of seconds',
    section: 'OpenID Connect Core §3.1.2.1',
    mend: { en: 'Send max_age as whole seconds, or leave it out.', zh: '以整秒数发送 max_age，或不发送。' },
    refusals: ['invalid_request: max_age must be a number of seconds'],
  },
  claims_readable: {
    holds: 'claims is a request for claims',
    section: 'OpenID Connect Core §5.5',
    mend: {
      en: 'Send a JSON object with userinfo and id_token, each an object of claims: null, or an object with essential, value or values.',
      zh: '发送含 userinfo 与 id_token 的 JSON 对象，其成员为各声明：null，或含 essential、value、values 的对象。',
    },
    refusals: ['invalid_request: claims *', 'invalid_request: values of a claim must be an array'],
  },
  acr: {
    holds: 'an essential acr can be met',
    section: 'OpenID Connect Core §5.5.1.1',
    mend: {
      en: 'Ask for an acr that the metadata lists in acr_values_supported, or do not call it essential.',
      zh: '请求元数据 acr_values_supported 中列出的 acr，或不将其标为 essential。',
    },
    refusals: ['unmet_authentication_requirements: none of the essential values of acr can be met'],
  },
  id_token_hint: {
    holds: 'id_token_hint is an ID token of this client',
    section: 'OpenID Connect Core §3.1.2.1',
    mend: {
      en: 'Send an ID token that this server issued to this very client, or leave it out; it may be expired.',
      zh: '发送此服务器签发给该客户端的 ID 令牌（可以已过期），或不发送。',
    },
    refusals: ['invalid_request: id_token_hint is not an ID token that this server issued to this client'],
  },
  one_subject: {
    holds: 'claims and id_token_hint name one user',
    section: 'OpenID Connect Core §5.5.1',
    mend: { en: 'Name the user in one of the two only.', zh: '只在两者之一中指定用户。' },
    refusals: ['invalid_request: claims and id_token_hint name different users'],
  },
  signed_in: {
    holds: 'with prompt=none, the user is signed in, and recently enough',
    section: 'OpenID Connect Core §3.1.2.6',
    mend: {
      en: 'This is the ordinary answer to prompt=none: send the user here again without it. In a frame, browsers keep our cookie back.',
      zh: '这是对 prompt=none 的正常答复：去掉它再让用户前来。在框架（iframe）中，浏览器不会发送我们的 Cookie。',
    },
    refusals: [
      'login_required: nobody is signed in',
      'login_required: the user signed in too long ago',
      'login_required: the user that is asked for is not signed in',
    ],
  },
  account_chosen: {
    holds: 'with prompt=none, no account is to be chosen',
    section: 'OpenID Connect Core §3.1.2.6',
    mend: { en: 'Send the user here again without prompt=none.', zh: '去掉 prompt=none 再让用户前来。' },
    refusals: ['account_selection_required: the user must choose an account'],
  },
  consent_given: {
    holds: 'with prompt=none, the user has allowed these scopes before',
    section: 'OpenID Connect Core §3.1.2.6',
    mend: {
      en: 'Send the user here once without prompt=none, or ask only for the scopes that were allowed then.',
      zh: '先去掉 prompt=none 让用户前来一次，或只请求当时已允许的 scope。',
    },
    refusals: ['consent_required: the user has yet to allow what is asked for'],
  },
  same_user: {
    holds: 'the user who signed in is the one asked for',
    section: 'OpenID Connect Core §3.1.2.2',
    mend: {
      en: 'Leave id_token_hint, or the sub in claims, out when another user may sign in.',
      zh: '若允许其他用户登录，请不要发送 id_token_hint 或 claims 中的 sub。',
    },
    refusals: ['login_required: another user signed in than the one asked for'],
  },
};
