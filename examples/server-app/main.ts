import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as oidc from 'openid-client';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', CLIENT_ID = '', CLIENT_SECRET = '', PORT = '8082' } = process.env;
const home = `http://127.0.0.1:${PORT}/`;
const redirect_uri = `${home}callback`;

// Plain http is for trying things out on one machine only.
const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
const authentication = oidc.ClientSecretBasic(CLIENT_SECRET);
const hufu = await oidc.discovery(new URL(issuer), CLIENT_ID, CLIENT_SECRET, authentication, { execute });

/** A sign-in that has begun: what the answer is compared with. */
interface Begun {
  readonly expectedState: string;
  readonly expectedNonce: string;
  readonly pkceCodeVerifier: string;
}
/** Somebody who is signed in. The tokens stay here: the browser holds a random id alone. */
interface Session {
  readonly idToken: string;
  readonly claims: Readonly<Record<string, unknown>>;
}
// In memory, so that the example stays short: gone after a restart.
const begun = new Map<string, Begun>();
const sessions = new Map<string, Session>();

const HEAD = '<!doctype html><html lang="en"><title>Example server application</title><link rel="icon" href="data:,">';
const SIGN_IN = '<a href="/sign-in">Sign in with Hufu</a>';
const SIGN_OUT = '<form method="post" action="/sign-out"><button>Sign out</button></form>';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /': showHome,
  'GET /sign-in': beginSignIn,
  'GET /callback': finishSignIn,
  'POST /sign-out': signOut,
};

function showHome(request: IncomingMessage, response: ServerResponse): void {
  const claims = sessions.get(sessionId(request))?.claims;
  const [told, form] = claims === undefined ? ['You are not signed in.', SIGN_IN] : [JSON.stringify(claims, null, 2), SIGN_OUT];
  send(response, [told, form]);
}

async function beginSignIn(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = oidc.randomState();
  const [expectedState, expectedNonce, pkceCodeVerifier] = [
    oidc.randomState(),
    oidc.randomNonce(),
    oidc.randomPKCECodeVerifier(),
  ];
  begun.set(id, { expectedState, expectedNonce, pkceCodeVerifier });
  const url = oidc.buildAuthorizationUrl(hufu, {
    redirect_uri,
    scope: 'openid profile email',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  redirect(response, url.href, id);
}

async function finishSignIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const checks = begun.get(sessionId(request));
  begun.delete(sessionId(request));
  if (checks === undefined) return redirect(response, home);
  const answer = new URL(request.url ?? '', home);
  const tokens = await oidc.authorizationCodeGrant(hufu, answer, { ...checks, idTokenExpected: true });
  const sub = tokens.claims()?.sub ?? '';
  const claims = { ...tokens.claims(), ...(await oidc.fetchUserInfo(hufu, tokens.access_token, sub)) };
  // Another id than before: nobody can have chosen it.
  const id = oidc.randomState();
  sessions.set(id, { idToken: tokens.id_token ?? '', claims });
  redirect(response, home, id);
}

function signOut(request: IncomingMessage, response: ServerResponse): void {
  const session = sessions.get(sessionId(request));
  sessions.delete(sessionId(request));
  const parameters = { id_token_hint: session?.idToken ?? '', post_logout_redirect_uri: home };
  redirect(response, session === undefined ? home : oidc.buildEndSessionUrl(hufu, parameters).href, '');
}

function sessionId(request: IncomingMessage): string {
  return /(?:^|; )server_app=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
}

function redirect(response: ServerResponse, location: string, id?: string): void {
  const cookie = `server_app=${id}; Path=/; HttpOnly; SameSite=Lax${id === '' ? '; Max-Age=0' : ''}`;
  response.writeHead(303, { location, ...(id === undefined ? {} : { 'set-cookie': cookie }) }).end();
}

function send(response: ServerResponse, [told, form]: readonly [string, string], status = 200): void {
  const text = told.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  // A sign-out goes on to Hufu, which counts as where the form leads.
  const policy = `default-src 'none'; img-src data:; form-action 'self' ${new URL(issuer).origin}; frame-ancestors 'none'`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy };
  response.writeHead(status, headers).end(`${HEAD}<h1>Example server application</h1><pre>${text}</pre>${form}`);
}

const server = createServer((request, response) => {
  const route = ROUTES[`${request.method} ${new URL(request.url ?? '/', home).pathname}`];
  if (route === undefined) return void response.writeHead(404).end();
  const answered = Promise.resolve().then(() => route(request, response));
  // What Hufu refused is told as it is: the developer finds the reason by `hufu flow list`.
  answered.catch(({ message, error = '' }: Error & { error?: string }) => send(response, [`${message} ${error}`, SIGN_IN], 400));
});
server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`The server application runs on ${home} and signs users in at ${issuer}.\n`);
});
