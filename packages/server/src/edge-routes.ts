import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { registerAccount } from './account/account-routes.ts';
import { registerSignIn } from './account/sign-in-routes.ts';
import { registerSignOut } from './account/sign-out-routes.ts';
import { ownUserEndpoint } from './api/own-user.ts';
import { createApp } from './http/app.ts';
import { assetRoutes } from './http/front/assets.ts';
import { createFront } from './http/front/front.ts';
import { healthRoutes } from './http/front/health.ts';
import type { HotRoute } from './http/front/hot-route.ts';
import { registerAuthorization } from './oauth/endpoints/authorization/authorization-endpoint.ts';
import { clientFailureLimit } from './oauth/endpoints/token/client-failure-limit.ts';
import { endTokenEndpoint } from './oauth/endpoints/token/end-token-endpoint.ts';
import { expireEndpoint } from './oauth/endpoints/token/expire-endpoint.ts';
import { tokenEndpoint } from './oauth/endpoints/token/token-endpoint.ts';
import type { SetupContext } from './setup/setup-context.ts';
import { registerSetup } from './setup/setup-routes.ts';

const ASSETS = fileURLToPath(new URL('./pages/assets/', import.meta.url));

/** The HTTP server with every route of every edge; it does not listen yet. */
export async function createHttpServer(
  context: SetupContext,
  options: { readonly maxConnections: number; readonly isStopping: () => boolean },
): Promise<Server> {
  const app = await createApp(context);
  registerAuthorization(app, context);
  registerSignIn(app, context);
  registerSignOut(app, context);
  registerAccount(app, context);
  registerSetup(app, context);
  await app.ready();
  return createFront({
    context,
    hot: hotRoutes(context, options.isStopping),
    framework: app.routing,
    maxConnections: options.maxConnections,
  });
}

function hotRoutes(context: SetupContext, isStopping: () => boolean): ReadonlyMap<string, HotRoute> {
  const limit = clientFailureLimit();
  return new Map<string, HotRoute>([
    ['/oauth2/token', { POST: tokenEndpoint(context, limit), DELETE: endTokenEndpoint(context) }],
    ['/oauth2/expire', { GET: expireEndpoint(context) }],
    ['/api/user', { GET: ownUserEndpoint(context, 'api') }],
    ['/api2/user', { GET: ownUserEndpoint(context, 'api2') }],
    ...healthRoutes(context.storage, isStopping),
    ...assetRoutes(ASSETS),
  ]);
}
