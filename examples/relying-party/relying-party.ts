import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HEADERS, type Notice, STYLE, welcomePage, whoPage } from './pages.ts';
import {
  authorizeUrl,
  endSignIn,
  type Person,
  type Registration,
  redeemCode,
  refreshTokens,
  type Tokens,
  whoIs,
} from './tally.ts';

/** Somebody who is signed in here. The tokens stay on the server: the browser holds only a random id. */
interface Session {
  readonly person: Person;
  tokens: Tokens;
  refreshing?: Promise<Tokens>;
}

interface Application {
  readonly registration: Registration;
  readonly origin: string;
  readonly sessions: Map<string, Session>;
}

interface Visit extends Application {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

type Handler = (visit: Visit) => Promise<void> | void;

/** The application as a server that does not listen yet. */
export function createRelyingParty(registration: Registration): Server {
  const { origin, pathname: callbackPath } = new URL(registration.redirectUri);
  // Sessions are in memory, so that the example stays short: they are gone after a restart.
  const application: Application = { registration, origin, sessions: new Map() };
  const routes = new Map<string, Handler>([
    ['GET /', showHome],
    ['GET /sign-in', signIn],
    [`GET ${callbackPath}`, takeAnswer],
    ['POST /refresh', refresh],
    ['POST /sign-out', signOut],
    ['GET /style.css', ({ response }) => void response.writeHead(200, { 'content-type': 'text/css' }).end(STYLE)],
  ]);
  return createServer(async (request, response) => {
    try {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      const { pathname, searchParams: query } = new URL(request.url ?? '/', origin);
      const handler = routes.get(`${request.method} ${pathname}`);
      if (handler === undefined) return void response.writeHead(404).end();
      // Only our own pages may send our forms.
      if (request.method === 'POST' && request.headers.origin !== origin) return void response.writeHead(403).end();
      await handler({ ...application, request, response, query });
    } catch (error) {
      log(error);
      goHome(response, 'failed');
    }
  });
}

function showHome({ request, response, query, sessions }: Visit): void {
  const session = sessions.get(readCookie(request, 'rp_session'));
  const view = { language: request.headers['accept-language'], notice: query.get('notice') };
  const page = session === undefined ? welcomePage(view) : whoPage({ ...view, ...session });
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

function signIn({ response, registration, origin }: Visit): void {
  const state = randomSecret();
  const location = authorizeUrl(registration, state);
  response.writeHead(303, { location, 'set-cookie': cookie(origin, 'rp_state', state) }).end();
}

async function takeAnswer({ request, response, query, registration, origin, sessions }: Visit): Promise<void> {
  const code = query.get('code');
  const state = readCookie(request, 'rp_state');
  const noState = cookie(origin, 'rp_state', '');
  // Without this, a link with somebody else's code would sign the user in as that somebody.
  if (state === '' || query.get('state') !== state) return goHome(response, 'stale');
  // An answer of another server must not be taken for Hufu's (RFC 9207 §2.4).
  if (query.get('iss') !== registration.issuer) return goHome(response, 'stale', noState);
  if (code === null) return goHome(response, query.get('error') === 'access_denied' ? 'denied' : 'failed', noState);
  const tokens = await redeemCode(registration, code);
  const id = randomSecret();
  sessions.set(id, { tokens, person: await whoIs(registration, tokens.access) });
  goHome(response, undefined, cookie(origin, 'rp_session', id), noState);
}

async function refresh({ request, response, registration, origin, sessions }: Visit): Promise<void> {
  const id = readCookie(request, 'rp_session');
  const session = sessions.get(id);
  if (session === undefined) return goHome(response, 'ended');
  try {
    // Two clicks share one request: a refresh token that is presented twice looks stolen, and Hufu ends all that came of it.
    session.refreshing ??= refreshTokens(registration, session.tokens);
    session.tokens = await session.refreshing;
    delete session.refreshing;
    goHome(response, 'refreshed');
  } catch (error) {
    log(error);
    sessions.delete(id);
    goHome(response, 'ended', cookie(origin, 'rp_session', ''));
  }
}

async function signOut({ request, response, registration, origin, sessions }: Visit): Promise<void> {
  const id = readCookie(request, 'rp_session');
  const session = sessions.get(id);
  sessions.delete(id);
  if (session !== undefined) await endSignIn(registration, session.tokens.access).catch(log);
  goHome(response, 'signed_out', cookie(origin, 'rp_session', ''));
}

function goHome(response: ServerResponse, notice?: Notice, ...cookies: string[]): void {
  response.writeHead(303, { location: notice === undefined ? '/' : `/?notice=${notice}`, 'set-cookie': cookies }).end();
}

function cookie(origin: string, name: string, value: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${value === '' ? '; Max-Age=0' : ''}`;
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function readCookie(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1] ?? '';
}

function log(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
