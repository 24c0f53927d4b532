/** The longest address, in bytes (contract/oauth2.md §4). */
export const URL_LIMIT: number = 8 * 1024;
// The authority API under `/api` and `/api2` takes long lists of ids.
const API_URL_LIMIT = 64 * 1024;
const HEADER_LIMIT = 16 * 1024;

/** The largest request line and headers that the parser may read before the limits above are applied, in bytes. */
export const PARSER_HEADER_LIMIT: number = API_URL_LIMIT + HEADER_LIMIT + 1024;

/** A request target that may be routed, or why not. */
export type RequestTarget =
  | { readonly kind: 'target'; readonly path: string; readonly query: string }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 414 | 431 };

/**
 * Reads a request target strictly, so that no two parsers can disagree: one spelling of each path, no encoded slash or
 * dot segment, no `;`, no doubled slash outside the authority API.
 */
export function requestTarget(url: string, rawHeaders: readonly string[], basePath: string): RequestTarget {
  const question = url.indexOf('?');
  const fullPath = question === -1 ? url : url.slice(0, question);
  const query = question === -1 ? '' : url.slice(question + 1);
  const isApi = fullPath.startsWith(`${basePath}/api/`) || fullPath.startsWith(`${basePath}/api2/`);
  if (url.length > (isApi ? API_URL_LIMIT : URL_LIMIT)) return { kind: 'refused', status: 414 };
  if (headerBytes(rawHeaders) > HEADER_LIMIT) return { kind: 'refused', status: 431 };
  if (!isCanonicalPath(fullPath, isApi)) return { kind: 'refused', status: 400 };
  const path = withoutBase(isApi ? singleSlashes(fullPath) : fullPath, basePath);
  return path === undefined ? { kind: 'refused', status: 404 } : { kind: 'target', path, query };
}

/** Most paths: nothing in them could be read in two ways. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;

function isCanonicalPath(path: string, isApi: boolean): boolean {
  if (PLAIN_PATH.test(path)) return true;
  if (!path.startsWith('/') || /[;\\#\x00-\x20\x7f-\uffff]/.test(path)) return false;
  if (/%(?![0-9A-Fa-f]{2})|%2f|%5c|%2e|%00/i.test(path)) return false;
  if (!isApi && path.includes('//')) return false;
  if (path.includes('%') && !isDecodable(path)) return false;
  return !/\/\.{1,2}(?:\/|$)/.test(path);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

// Habits of existing clients of the authority API (contract/authority.md §4): `/api//user`, `/api/user/`.
function singleSlashes(path: string): string {
  return PLAIN_PATH.test(path) ? path : path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
}

function withoutBase(path: string, basePath: string): string | undefined {
  if (basePath === '' || isHealthPath(path)) return path;
  if (path === basePath) return '/';
  if (path.startsWith(`${basePath}/`)) return path.slice(basePath.length);
  return wellKnownOf(path, basePath);
}

// RFC 8414 §3.1: the well-known part of metadata comes between the host and the issuer's path.
function wellKnownOf(path: string, basePath: string): string | undefined {
  const own = path.endsWith(basePath) ? path.slice(0, -basePath.length) : '';
  return /^\/\.well-known\/[^/]+$/.test(own) ? own : undefined;
}

// Whoever probes the process does not know the issuer's path.
function isHealthPath(path: string): boolean {
  return path === '/livez' || path === '/readyz' || path === '/healthz';
}

function headerBytes(rawHeaders: readonly string[]): number {
  let bytes = 0;
  for (const part of rawHeaders) bytes += part.length + 2;
  return bytes;
}
