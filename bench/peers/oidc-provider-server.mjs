// oidc-provider, everything in memory; users are signed in and tokens made before it says that it listens.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { sayListening } from '../framework/server-subject.ts';
import { OidcMemoryAdapter } from './oidc-memory-adapter.mjs';
import { CALLBACK, PEER_CLIENT } from './peer-client.mjs';
import { signIn } from './sign-in-at.mjs';

const [algorithm = 'ES256', sessionCount, tokenCount, scope = 'openid'] = process.argv.slice(2);
const [sessions, tokens] = [Number(sessionCount ?? 0), Number(tokenCount ?? 0)];
const kind = algorithm === 'RS256' ? ['rsa', { modulusLength: 2048 }] : ['ec', { namedCurve: 'P-256' }];
const key = { ...generateKeyPairSync(...kind).privateKey.export({ format: 'jwk' }), use: 'sig' };

const server = createServer({ keepAliveTimeout: 60_000 });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: OidcMemoryAdapter,
  jwks: { keys: [key] },
  enabledJWA: { idTokenSigningAlgValues: ['HS256', 'ES256', 'RS256'] },
  cookies: { keys: ['a-key-for-the-cookies'] },
  clients: [
    {
      client_id: PEER_CLIENT.id,
      client_secret: PEER_CLIENT.secret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      id_token_signed_response_alg: algorithm,
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
  pkce: { required: () => false },
  scopes: ['openid', 'offline_access', 'user'],
  issueRefreshToken: async () => true,
  rotateRefreshToken: () => true,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  ttl: {
    AccessToken: 7_200,
    AuthorizationCode: 60,
    ClientCredentials: 7_200,
    Grant: 86_400,
    IdToken: 3_600,
    RefreshToken: 86_400,
    Session: 86_400,
  },
});
const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url.startsWith('/interaction/')) return interact(request, response);
  return answer(request, response);
});

async function interact(request, response) {
  const { prompt, session, params } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const login = { accountId: new URL(request.url, 'http://x').pathname.slice(-22) };
    return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

const origin = `http://127.0.0.1:${port}`;
const authorize = new URLSearchParams({
  client_id: PEER_CLIENT.id,
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope,
});
const cookies = [];
const refreshTokens = [];
for (let user = 0; user < sessions; user++) {
  const { cookie, code } = await signIn(origin, `/auth?${authorize}`);
  cookies.push(cookie);
  const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
  refreshTokens.push((await token(form)).refresh_token);
}
const accessTokens = [];
for (let made = 0; made < tokens; made++) accessTokens.push((await token({ grant_type: 'client_credentials' })).access_token);
sayListening(port, { client: PEER_CLIENT, cookies, refreshTokens, accessTokens });

async function token(form) {
  const body = new URLSearchParams({ ...form, client_id: PEER_CLIENT.id, client_secret: PEER_CLIENT.secret });
  const response = await fetch(`${origin}/token`, { method: 'POST', body });
  const json = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(json));
  return json;
}
