import type { HotHandler, HotRoute } from '../http/front/hot-route.ts';
import { answerJson } from '../http/front/raw-answer.ts';
import { VerifiedClientJwts } from '../oauth/client-authentication/verified-client-jwts.ts';
import { apiEndpoint } from './api-endpoint.ts';
import type { ApiContext } from './api-route.ts';
import { authzenHotRoutes } from './authzen/authzen-endpoint.ts';
import type { CallerContext } from './callers/client-jwt-caller.ts';
import { createRouter } from './dispatch/router.ts';
import { readyCheck } from './ready-check.ts';
import { API_ROUTES } from './routes/api-routes.ts';

/** What the front passes on to the authority API. */
export interface AuthorityApi {
  /** Routes of one path each. */
  readonly exact: readonly (readonly [path: string, route: HotRoute])[];
  /** The handler of every path under `/api` and `/api2`; `undefined` for any other. */
  find(path: string): HotHandler | undefined;
}

/** The authority API in both dialects, AuthZEN, and their description. */
export function authorityApi(given: Omit<CallerContext, 'verifiedJwts'> & { readonly context: ApiContext }): AuthorityApi {
  const parts = { ...given, verifiedJwts: new VerifiedClientJwts() };
  const router = createRouter(API_ROUTES);
  const api = apiEndpoint({ ...parts, router, dialect: 'api' });
  const api2 = apiEndpoint({ ...parts, router, dialect: 'api2' });
  return {
    exact: [
      ['/system/setting', { GET: systemSetting }],
      ['/openapi.json', { GET: openApi(parts.context) }],
      ['/api/checkResource', { ready: readyCheck(parts, 'api'), otherwise: api }],
      ['/api2/checkResource', { ready: readyCheck(parts, 'api2'), otherwise: api2 }],
      ...authzenHotRoutes(parts),
    ],
    find: (path) => {
      if (path === '/api' || path.startsWith('/api/')) return api;
      return path === '/api2' || path.startsWith('/api2/') ? api2 : undefined;
    },
  };
}

// contract/authority.md §4: without a prefix and without credentials, but in the envelope.
const systemSetting: HotHandler = (_request, response) => {
  answerJson(response, 200, { res_code: 0, res_msg: 'ok', data: { ldap_enabled: false } });
};

// Made when it is first asked for: it would take as long as the rest of a start.
function openApi(context: ApiContext): HotHandler {
  let made: Promise<Buffer> | undefined;
  return async (_request, response) => {
    made ??= openApiText(context);
    const text = await made;
    response.setHeader('cache-control', 'public, max-age=300');
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length }).end(text);
  };
}

async function openApiText({ issuer }: ApiContext): Promise<Buffer> {
  const { openApiDocument } = await import('./reference/open-api-document.ts');
  const { describedCalls } = await import('./reference/described-calls.ts');
  return Buffer.from(JSON.stringify(openApiDocument(issuer, await describedCalls())));
}
