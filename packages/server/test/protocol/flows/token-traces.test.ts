import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  basic,
  clientJwt,
  formToken,
  obtainCode,
  obtainTokens,
  type TokenAnswer,
  tokenRequest,
} from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';
import { failureOf, flowOf } from './flow-world.ts';

let server: TestServer;
let client: TestClient;
let basicOnly: TestClient;
let publicClient: TestClient;
let serverWide: string[];

beforeAll(async () => {
  server = await startTestServer();
  client = await server.addClient({ fullname: 'Wiki' });
  basicOnly = await server.addClient({ authenticationMethod: 'client_secret_basic' });
  publicClient = await server.addClient({ authenticationMethod: 'none', redirectUris: ['http://127.0.0.1/callback'] });
  serverWide = [client.secret, basicOnly.secret];
});
afterAll(() => server.close());

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const PKCE = { code_challenge: challenge, code_challenge_method: 'S256' };

/** Exchanges a fresh code of the authorize request `asked`. */
async function exchange(extra: Record<string, string>, asked: Record<string, string> = {}): Promise<TokenAnswer> {
  const code = await obtainCode(server, client, { parameters: asked });
  const body = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, ...extra };
  return formToken(server, body, basic(client));
}

async function used(): Promise<TokenAnswer> {
  const code = await obtainCode(server, client);
  const body = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri };
  await formToken(server, body, basic(client));
  return formToken(server, body, basic(client));
}

async function reused(): Promise<TokenAnswer> {
  const { refresh } = await obtainTokens(server, client);
  const body = { grant_type: 'refresh_token', refresh_token: refresh };
  await formToken(server, body, basic(client));
  return formToken(server, body, basic(client));
}

const jwtOf = (members: Record<string, unknown>, by: TestClient = client): Promise<TokenAnswer> =>
  formToken(server, { grant_type: 'refresh_token' }, { authorization: `Client ${clientJwt(by, server.now(), { members })}` });
const wrongSecret = (): TestClient => ({ ...client, secret: randomBytes(32).toString('base64url') });

type Case = readonly [title: string, ask: () => Promise<TokenAnswer>, check: string, section: string, shown: object];

const REFUSED: readonly Case[] = [
  [
    'RFC 6749 appendix B: a JSON body',
    () => tokenRequest(`${server.url}/oauth2/token`, { headers: { 'content-type': 'application/json' }, body: '{}' }),
    'form',
    'RFC 6749 appendix B',
    { received: { 'content-type': 'application/json' } },
  ],
  [
    'RFC 6749 §3.2: a parameter that was sent twice',
    () =>
      tokenRequest(`${server.url}/oauth2/token`, {
        headers: basic(client),
        body: new URLSearchParams('scope=openid&scope=openid'),
      }),
    'parameters_once',
    'RFC 6749 §3.2',
    { received: { scope: 'openid (sent more than once)' } },
  ],
  [
    'RFC 6749 §2.3: two proofs in one request',
    () => formToken(server, { client_id: String(client.id), client_secret: client.secret }, basic(client)),
    'one_authentication',
    'RFC 6749 §2.3',
    { received: { client_secret: '(43 characters)' } },
  ],
  [
    'RFC 6749 §3.2.1: no client at all',
    () => formToken(server, { grant_type: 'refresh_token' }),
    'authentication_sent',
    'RFC 6749 §3.2.1',
    {},
  ],
  [
    'RFC 6749 §2.2: an unknown client',
    () => formToken(server, {}, basic({ ...client, id: 4711 })),
    'client_known',
    'RFC 6749 §2.2',
    { registered: { client: ['(none of this id)'] } },
  ],
  [
    'RFC 6749 §2.3: another method than the registered one',
    () => formToken(server, { client_id: String(basicOnly.id), client_secret: basicOnly.secret }),
    'authentication_registered',
    'RFC 6749 §2.3',
    { registered: { authentication_method: ['client_secret_basic'] } },
  ],
  ['RFC 6749 §2.3.1: a wrong secret', () => formToken(server, {}, basic(wrongSecret())), 'secret_right', 'RFC 6749 §2.3.1', {}],
  ['RFC 7515 §5.2: a JWT signed with another secret', () => jwtOf({}, wrongSecret()), 'jwt_signed', 'RFC 7515 §5.2', {}],
  ['contract/oauth2.md §3: a JWT of yesterday', () => jwtOf({ time: '1700000000' }), 'jwt_timely', 'contract/oauth2.md §3', {}],
  [
    'RFC 6749 §5.2: a grant type that does not exist, beside those of the client',
    () => formToken(server, { grant_type: 'implicit' }, basic(client)),
    'grant_type_known',
    'RFC 6749 §5.2',
    { received: { grant_type: 'implicit' }, registered: { grant_types: ['authorization_code', 'refresh_token'] } },
  ],
  [
    'RFC 6749 §5.2: a grant type the client may not use',
    () => formToken(server, { grant_type: 'client_credentials' }, basic(client)),
    'grant_type_registered',
    'RFC 6749 §5.2',
    { registered: { grant_types: ['authorization_code', 'refresh_token'] } },
  ],
  ['RFC 6749 §4.1.3: a code that does not exist', () => exchange({ code: 'hfc_nonsense' }), 'code_known', 'RFC 6749 §4.1.3', {}],
  ['RFC 6749 §4.1.2: a code used twice', used, 'code_unused', 'RFC 6749 §4.1.2', {}],
  [
    'RFC 6749 §4.1.3: another redirect_uri, beside the registered ones',
    () => exchange({ redirect_uri: `${client.redirectUri}?x` }),
    'code_redirect_uri',
    'RFC 6749 §4.1.3',
    {
      received: { redirect_uri: 'http://client.example/callback?x' },
      registered: { redirect_uris: ['http://client.example/callback'] },
    },
  ],
  ['RFC 7636 §4.5: no verifier', () => exchange({}, PKCE), 'verifier_sent', 'RFC 7636 §4.5', {}],
  [
    'RFC 9700 §4.8.2: a verifier without a challenge',
    () => exchange({ code_verifier: verifier }),
    'verifier_expected',
    'RFC 9700 §4.8.2',
    {},
  ],
  [
    'RFC 7636 §4.6: the wrong verifier',
    () => exchange({ code_verifier: `${verifier.slice(1)}x` }, PKCE),
    'verifier_matches',
    'RFC 7636 §4.6',
    { received: { code_verifier: '(43 characters)', code: '(63 characters)' } },
  ],
  ['RFC 9700 §4.14.2: a refresh token used twice', reused, 'refresh_token_unused', 'RFC 9700 §4.14.2', {}],
];

describe('issue 5, flow recorder: a refused token request leaves the first check that failed, its section and what was registered', () => {
  test.each(REFUSED)('%s', async (...refused) => {
    const [, ask, check, section, shown] = refused;
    const answer = await ask();
    expect(answer.body.error).toBeDefined();
    const view = await flowOf(server, answer);
    expect(view).toMatchObject({ endpoint: 'token', outcome: 'refused', error: answer.body.error });
    expect(failureOf(view)).toMatchObject({ check, section, ...shown });
    expect(view.description).toBe(answer.body['error_description']);
  });

  test('the method of the proof and the checks of this grant are named, those of other methods and grants are not', async () => {
    const view = await flowOf(server, await exchange({ code_verifier: `${verifier.slice(1)}x` }, PKCE));
    expect(view).toMatchObject({ authentication: 'client_secret_basic', client: client.id, client_name: 'Wiki' });
    const passed = view.passed.map(({ check }) => check);
    expect(passed).toEqual(expect.arrayContaining(['secret_right', 'grant_type_registered', 'code_unused', 'verifier_sent']));
    expect(passed).not.toEqual(expect.arrayContaining(['jwt_signed']));
    expect(passed).not.toEqual(expect.arrayContaining(['refresh_token_known']));
  });

  test('RFC 7662 §2.1: a refused introspection leaves a trace too, and one that is answered passes every check', async () => {
    const ask = (fields: Record<string, string>): Promise<TokenAnswer> =>
      tokenRequest(`${server.url}/oauth2/introspect`, { headers: basic(client), body: new URLSearchParams(fields) });
    const refused = await flowOf(server, await ask({}));
    expect([refused.endpoint, refused.first_failed?.check]).toEqual(['introspection', 'token_sent']);
    const done = await flowOf(server, await ask({ token: 'hfa_unknown' }));
    expect([done.outcome, done.first_failed, done.passed.at(-1)?.check]).toEqual(['done', null, 'token_sent']);
  });
});

describe('security.md §1: a trace holds no secret', () => {
  test('nothing of any secret, code, token, JWT, verifier, state, nonce or password is in the database of traces', async () => {
    const user = await server.addUser();
    const [state = '', nonce = ''] = [0, 1].map(() => randomBytes(16).toString('base64url'));
    // A value without a digit looks most like a word: by chance one in forty is such.
    const wordLike = 'QmxvYgZkRnRxTWpOcVhwWg';
    const secrets = [wordLike, ...serverWide, verifier, challenge, user.password, state, nonce];
    const asked = { ...PKCE, state, nonce };
    const code = await obtainCode(server, client, { user, parameters: asked });
    const jwt = clientJwt(client, server.now());
    const body = { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, code_verifier: verifier };
    const tokens = await formToken(server, body, { authorization: `Client ${jwt}` });
    const { access_token: access = '', refresh_token: refresh = '' } = tokens.body;
    secrets.push(code, jwt, access, refresh);
    // Each in the place of every parameter, as its value and as its name, and as a header.
    for (const secret of secrets) {
      const names = [
        'grant_type',
        'scope',
        'client_id',
        'client_secret',
        'code',
        'redirect_uri',
        'refresh_token',
        'state',
        'resource',
      ];
      for (const name of names) await formToken(server, { grant_type: 'authorization_code', [name]: secret });
      await formToken(server, { [secret]: 'x', [JSON.stringify({ client_secret: secret })]: '' });
      await formToken(server, {}, { authorization: `Bearer ${secret}` });
      await formToken(server, {}, { authorization: secret });
      await fetch(
        `${server.url}/oauth2/authorize?${new URLSearchParams({ client_id: '1', state: secret, nonce: secret, [secret]: secret })}`,
      );
      await server.flows.flush();
    }
    const traces = await server.storage.read(({ flows }) => flows.list({ failedOnly: false, limit: 10_000 }));
    expect(traces.length).toBeGreaterThan(100);
    const text = JSON.stringify(traces);
    // Of a token that begins with its id, which is not secret, the rest.
    const shown = secrets.filter((secret) => text.includes(secret.startsWith('hf') ? secret.slice(20) : secret));
    expect(shown).toEqual([]);
  });

  test('RFC 6749 §3.1: of a name that was misspelt the name is shown, of its value the length', async () => {
    const view = await flowOf(
      server,
      await formToken(server, { redirect_url: 'https://x.example/', client_id: String(publicClient.id) }),
    );
    expect(failureOf(view).received).toMatchObject({ redirect_url: '(18 characters)', client_id: String(publicClient.id) });
  });
});
