import { readFileSync } from 'node:fs';
import { DatabaseUnusable } from '../storage-errors.ts';

/** Where a PostgreSQL database is and how to reach it; what is absent comes from the `PG…` variables of the environment. */
export interface PostgresAddress {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly ssl: false | { readonly rejectUnauthorized: true; readonly ca?: string };
}

const PARAMETERS: ReadonlySet<string> = new Set(['host', 'sslmode', 'sslrootcert']);
const LOCAL = /^(?:localhost|127\.[0-9.]+|\[?::1\]?|\/.*|)$/;

/**
 * Reads `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=file`; `host=/directory` names the
 * directory of a Unix socket. Without `sslmode` the connection is verified TLS, unless it stays on this machine. Throws
 * `DatabaseUnusable`, which never repeats the URL.
 */
export function readPostgresUrl(text: string): PostgresAddress {
  if (!URL.canParse(text)) throw new DatabaseUnusable('the database URL cannot be read');
  const url = new URL(text);
  for (const name of url.searchParams.keys()) {
    if (!PARAMETERS.has(name))
      throw new DatabaseUnusable(`the database URL has a parameter other than ${[...PARAMETERS].join(', ')}`);
  }
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  return {
    ...(host !== '' && { host: host.replace(/^\[|\]$/g, '') }),
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(url.username !== '' && { user: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(url.pathname.length > 1 && { database: decodeURIComponent(url.pathname.slice(1)) }),
    ssl: readTls(url.searchParams, LOCAL.test(host)),
  };
}

function readTls(parameters: URLSearchParams, isLocal: boolean): PostgresAddress['ssl'] {
  const mode = parameters.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full');
  if (mode === 'disable') return false;
  // The weaker ones encrypt for whoever answers.
  if (mode !== 'verify-full') throw new DatabaseUnusable('sslmode in the database URL must be verify-full or disable');
  const path = parameters.get('sslrootcert');
  return { rejectUnauthorized: true, ...(path !== null && { ca: readCertificate(path) }) };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DatabaseUnusable(`sslrootcert of the database URL cannot be read: ${path}`, { cause: error });
  }
}
