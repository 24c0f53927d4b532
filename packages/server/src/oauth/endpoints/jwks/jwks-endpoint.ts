import { sha256Hex } from '../../../crypto/hash.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import type { HotHandler } from '../../../http/front/hot-route.ts';
import type { PublicJwk } from '../../../signing-keys/signing-key.ts';

/** For how many seconds caches may keep the key set: far less than a key is shown in it before it signs. */
const MAX_AGE_SECONDS = 300;

interface KeySet {
  readonly kids: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** `GET /oauth2/jwks`: our public keys (RFC 7517 §5), which anybody may read and cache, from any origin. */
export function jwksEndpoint({ signingKeys, now }: Pick<EdgeContext, 'signingKeys' | 'now'>): HotHandler {
  let shown: KeySet | undefined;
  return (request, response) => {
    const keys = signingKeys.published(now());
    const kids = keys.map(({ kid }) => kid).join();
    if (shown?.kids !== kids) shown = keySetOf(kids, keys);
    response.setHeader('cache-control', `public, max-age=${MAX_AGE_SECONDS}`);
    response.setHeader('etag', shown.etag);
    if (request.headers['if-none-match'] === shown.etag) {
      response.writeHead(304).end();
      return;
    }
    // Libraries look for this type more often than for `application/jwk-set+json`.
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': shown.body.length });
    response.end(shown.body);
  };
}

function keySetOf(kids: string, keys: readonly PublicJwk[]): KeySet {
  const text = JSON.stringify({ keys });
  return { kids, body: Buffer.from(text), etag: `"${sha256Hex(text).slice(0, 32)}"` };
}
