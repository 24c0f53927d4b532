import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { sha256Hex } from '../../crypto/hash.ts';
import type { HotHandler, HotRoute } from './hot-route.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the pages, read once at start and answered from memory; revalidated by `ETag`, kept for five minutes. */
export function assetRoutes(directory: string): [string, HotRoute][] {
  return readdirSync(directory)
    .filter((name) => MEDIA_TYPES[extname(name)] !== undefined)
    .map((name) => [`/assets/${name}`, { GET: assetHandler(readFileSync(join(directory, name)), extname(name)) }]);
}

function assetHandler(content: Buffer, extension: string): HotHandler {
  const etag = `"${sha256Hex(content.toString('latin1')).slice(0, 32)}"`;
  return (request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { 'content-type': MEDIA_TYPES[extension] ?? '', 'content-length': content.length }).end(content);
  };
}
