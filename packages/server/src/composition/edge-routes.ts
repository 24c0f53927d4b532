import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { registerAccount } from '../account/account-routes.ts';
import type { SetupContext } from '../account/setup/setup-context.ts';
import { registerSetup } from '../account/setup/setup-routes.ts';
import { registerSignIn } from '../account/sign-in-routes.ts';
import { registerSignOut } from '../account/sign-out-routes.ts';
import type { ApiContext } from '../api/api-route.ts';
import { authorityApi } from '../api/authority-api.ts';
import { registerReference } from '../api/reference/reference-route.ts';
import { createApp } from '../http/app.ts';
import { assetRoutes } from '../http/front/assets.ts';
import { createFront } from '../http/front/front.ts';
import { healthRoutes } from '../http/front/health.ts';
import type { HotRoute, HotRoutes } from '../http/front/hot-route.ts';
import { clientFailureLimit } from '../oauth/client-authentication/client-failure-limit.ts';
import { registerAuthorization } from '../oauth/endpoints/authorization/authorization-endpoint.ts';
import { deviceAuthorizationEndpoint } from '../oauth/endpoints/device-authorization/device-authorization-endpoint.ts';
import { registerDevice } from '../oauth/endpoints/device-authorization/device-page.ts';
import { registerEndSession } from '../oauth/endpoints/end-session/end-session-endpoint.ts';
import { introspectionEndpoint } from '../oauth/endpoints/introspection/introspection-endpoint.ts';
import { jwksEndpoint } from '../oauth/endpoints/jwks/jwks-endpoint.ts';
import { metadataRoutes } from '../oauth/endpoints/metadata/metadata-endpoint.ts';
import { pushedAuthorizationEndpoint } from '../oauth/endpoints/pushed-authorization-request/pushed-authorization-endpoint.ts';
import { revocationEndpoint } from '../oauth/endpoints/revocation/revocation-endpoint.ts';
import { endTokenEndpoint } from '../oauth/endpoints/token/end-token-endpoint.ts';
import { expireEndpoint } from '../oauth/endpoints/token/expire-endpoint.ts';
import { tokenEndpoint } from '../oauth/endpoints/token/token-endpoint.ts';
import { userinfoRoute } from '../oauth/endpoints/userinfo/userinfo-endpoint.ts';

const ASSETS = fileURLToPath(new URL('../pages/assets/', import.meta.url));

/** The HTTP server with every route of every edge; it does not listen yet. */
export async function createHttpServer(
  context: SetupContext & ApiContext,
  options: { readonly maxConnections: number; readonly isStopping: () => boolean },
): Promise<Server> {
  const app = await createApp(context);
  registerAuthorization(app, context);
  registerDevice(app, context);
  registerEndSession(app, context);
  registerSignIn(app, context);
  registerSignOut(app, context);
  registerAccount(app, context);
  registerSetup(app, context);
  registerReference(app, context);
  await app.ready();
  return createFront({
    context,
    hot: hotRoutes(context, options.isStopping, (path) => app.hasRoute({ method: 'GET', url: path })),
    framework: app.routing,
    maxConnections: options.maxConnections,
  });
}

function hotRoutes(context: SetupContext & ApiContext, isStopping: () => boolean, isPage: (path: string) => boolean): HotRoutes {
  const limit = clientFailureLimit();
  const api = authorityApi({ context, limit });
  const exact = new Map<string, HotRoute>([
    ['/oauth2/token', { crossOrigin: { POST: tokenEndpoint(context, limit), DELETE: endTokenEndpoint(context) } }],
    ['/oauth2/par', { crossOrigin: { POST: pushedAuthorizationEndpoint(context, limit) } }],
    ['/oauth2/device_authorization', { POST: deviceAuthorizationEndpoint(context, limit) }],
    ['/oauth2/introspect', { POST: introspectionEndpoint(context, limit) }],
    ['/oauth2/jwks', { crossOrigin: { GET: jwksEndpoint(context) } }],
    ['/oauth2/userinfo', { crossOrigin: userinfoRoute(context) }],
    ['/oauth2/revoke', { crossOrigin: { POST: revocationEndpoint(context, limit) } }],
    ['/oauth2/expire', { GET: expireEndpoint(context) }],
    ...api.exact,
    ...healthRoutes(context.storage, isStopping),
    ...assetRoutes(ASSETS),
  ]);
  const metadata = metadataRoutes(context.issuer.href, (path) => exact.has(path) || isPage(path));
  for (const [path, route] of metadata) exact.set(path, route);
  return { get: (path) => exact.get(path) ?? api.find(path) };
}
