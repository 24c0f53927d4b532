import type { BenchClient } from '../hufu/open-bench-storage.ts';
import { httpRequest } from '../load/http-request.ts';

/** A client as a server knows it, which proves itself by `client_secret_post`. */
export interface AskingClient {
  readonly id: number | string;
  readonly secret: string;
}

/** Where a server answers what. */
export interface Paths {
  readonly authorize: string;
  readonly token: string;
  readonly introspect: string;
  /** With the access token as bearer. */
  readonly use: string;
}

/** What a flow needs to know of a server. */
export interface AskedServer {
  readonly paths: Paths;
  readonly client: AskingClient;
  readonly accessTokens?: readonly string[];
  readonly refreshTokens?: readonly string[];
  readonly cookies?: readonly string[];
}

/** Where Hufu answers. */
export const HUFU_PATHS: Paths = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  introspect: '/oauth2/introspect',
  use: '/api2/user',
};

/** Where oidc-provider answers. */
export const OIDC_PROVIDER_PATHS: Paths = {
  authorize: '/auth',
  token: '/token',
  introspect: '/token/introspection',
  use: '/me',
};

/** A form that the client posts. */
export function formRequest(path: string, client: AskingClient | BenchClient, form: Readonly<Record<string, string>>): string {
  const body = new URLSearchParams({ ...form, client_id: String(client.id), client_secret: client.secret }).toString();
  return httpRequest({ method: 'POST', path, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body });
}

/** Whether a token has the three parts of a signed JWT. */
export function isJwt(token: unknown): boolean {
  return typeof token === 'string' && /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

/** Remembers the tokens that were answered, so that none is taken for a fresh one twice. */
export class FreshTokens {
  readonly #seen = new Set<string>();

  /** Whether it was never answered before. */
  isFresh(token: unknown): token is string {
    if (typeof token !== 'string' || token.length < 20) return false;
    const before = this.#seen.size;
    return this.#seen.add(token).size > before;
  }
}
