// better-auth with its OAuth provider, in memory, without its limits of requests.
import { createServer } from 'node:http';
import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { sayListening } from '../framework/server-subject.ts';
import { CALLBACK } from './peer-client.mjs';

const [tokens = 0] = process.argv.slice(2).map(Number);
const server = createServer({ keepAliveTimeout: 60_000 });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const MODELS = ['user', 'session', 'account', 'verification', 'jwks', 'rateLimit'];
const OAUTH_MODELS = ['Client', 'AccessToken', 'RefreshToken', 'Consent', 'Resource', 'ClientResource', 'ClientAssertion'];
const database = Object.fromEntries([...MODELS, ...OAUTH_MODELS.map((name) => `oauth${name}`)].map((name) => [name, []]));
const auth = betterAuth({
  baseURL: origin,
  secret: 'a-secret-of-more-than-thirty-two-characters',
  database: memoryAdapter(database),
  rateLimit: { enabled: false },
  logger: { disabled: true },
  telemetry: { enabled: false },
  emailAndPassword: { enabled: true },
  disabledPaths: ['/token'],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/sign-in',
      consentPage: '/consent',
      scopes: ['openid', 'user'],
      clientPrivileges: () => true,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
  ],
});
server.on('request', toNodeHandler(auth));

const person = { name: 'A person', email: 'person@example.org', password: 'violet-anchor-93-mosaic' };
const signedUp = await auth.api.signUpEmail({ body: person, returnHeaders: true });
const cookie = signedUp.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ');
const made = await auth.api.adminCreateOAuthClient({
  headers: new Headers({ cookie }),
  body: {
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    client_credentials_scopes: ['user'],
    scope: 'user',
  },
});
const client = { id: made.client_id, secret: made.client_secret };
const accessTokens = [];
for (let count = 0; count < tokens; count++) accessTokens.push(await token());
sayListening(server.address().port, { client, accessTokens });

async function token() {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret });
  const response = await fetch(`${origin}/api/auth/oauth2/token`, { method: 'POST', body });
  const json = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(json));
  return json.access_token;
}
