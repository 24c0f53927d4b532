import type { HotHandler, HotRoute } from '../http/front/hot-route.ts';
import { answerJson } from '../http/front/raw-answer.ts';
import { VerifiedClientJwts } from '../oauth/client-authentication/verified-client-jwts.ts';
import { apiEndpoint } from './api-endpoint.ts';
import type { ApiContext } from './api-route.ts';
import { authzenHotRoutes } from './authzen/authzen-endpoint.ts';
import type { CallerContext } from './callers/client-jwt-caller.ts';
import { createRouter } from './dispatch/router.ts';
import { readyCheck } from './ready-check.ts';
import { openApiDocument } from './reference/open-api-document.ts';
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

function openApi({ issuer }: ApiContext): HotHandler {
  const text = Buffer.from(JSON.stringify(openApiDocument(issuer)));
  return (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length }).end(text);
  };
}
