import type { HotHandler, HotRoute } from '../../../http/front/hot-route.ts';
import { serverMetadata } from './server-metadata.ts';

const MAX_AGE_SECONDS = 300;

/**
 * The metadata under both of its names (RFC 8414 §3, OpenID Connect Discovery §4). Where the issuer has a path, the front takes
 * each name appended to it and inserted before it (RFC 8414 §3.1, §5).
 */
export function metadataRoutes(issuer: string, isServed: (path: string) => boolean): [path: string, route: HotRoute][] {
  const handler = metadataEndpoint(Buffer.from(JSON.stringify(serverMetadata(issuer, isServed))));
  return [
    ['/.well-known/oauth-authorization-server', { crossOrigin: { GET: handler } }],
    ['/.well-known/openid-configuration', { crossOrigin: { GET: handler } }],
  ];
}

function metadataEndpoint(body: Buffer): HotHandler {
  return (_request, response) => {
    response.writeHead(200, {
      'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
    });
    response.end(body);
  };
}
