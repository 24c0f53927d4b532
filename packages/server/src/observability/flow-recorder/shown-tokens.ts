/** The words of ours and the standards', served or not, that a trace shows, by the parameter in which they stand. */
export const SHOWN_TOKENS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    response_type: ['code', 'token', 'id_token', 'none'],
    response_mode: ['query', 'fragment', 'form_post', 'web_message', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
    grant_type: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'password',
      'implicit',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:saml2-bearer',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:openid:params:grant-type:ciba',
    ],
    code_challenge_method: ['S256', 'plain'],
    token_type_hint: ['access_token', 'refresh_token', 'id_token'],
    prompt: ['none', 'login', 'consent', 'select_account', 'create'],
    display: ['page', 'popup', 'touch', 'wap'],
    acr_values: ['0', '1', 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
  }).map(([name, tokens]) => [name, new Set(tokens)] as const),
);
