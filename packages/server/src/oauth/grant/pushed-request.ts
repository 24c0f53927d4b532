import { createOpaqueToken, parseOpaqueToken } from '../../crypto/opaque-token.ts';

/** How long a reference waits for a browser to bring it, in milliseconds (RFC 9126 §2.2: a short lifetime). */
export const PUSHED_REQUEST_MS = 90_000;

/** How long the person whose browser brought it has, in milliseconds: as long as for any other sign-in. */
export const OPENED_REQUEST_MS = 600_000;

/** What a reference begins with (RFC 9126 §2.2); 256 random bits and the id to look it up by follow. */
export const REQUEST_URI_PREFIX = 'urn:ietf:params:oauth:request_uri:';

/** An authorization request that is kept here, so that the browser carries only a reference to it. Times are milliseconds since 1970. */
export interface PushedRequest {
  readonly id: string;
  readonly secretHash: string;
  /** The one client that may use it (RFC 9126 §2.2). */
  readonly clientId: number;
  /** The parameters as they count; no credentials are among them. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly expiresAt: number;
  readonly openedAt: number | null;
  readonly consumedAt: number | null;
}

/** Pushed requests. */
export interface PushedRequestStore {
  insert(request: PushedRequest): Promise<void>;
  find(id: string): Promise<PushedRequest | undefined>;
  /** A browser brought it in time, for the first time: from now on it lives until `expiresAt`. */
  open(id: string, now: number, expiresAt: number): Promise<'opened' | 'already_opened'>;
  /** It was answered, by a code or by a refusal; of several that race, one is told `consumed`. */
  consume(id: string, now: number): Promise<'consumed' | 'already_consumed'>;
}

/** Makes a request to keep for a client, and the reference by which the browser brings it (RFC 9126 §2.2). */
export function newPushedRequest(
  clientId: number,
  parameters: PushedRequest['parameters'],
  now: number,
): { readonly request: PushedRequest; readonly requestUri: string } {
  const { id, token, secretHash } = createOpaqueToken(REQUEST_URI_PREFIX, now);
  const expiresAt = now + PUSHED_REQUEST_MS;
  return { request: { id, secretHash, clientId, parameters, expiresAt, openedAt: null, consumedAt: null }, requestUri: token };
}

/** Reads a reference of ours; `undefined` when it does not have that form. */
export function parseRequestUri(text: string): { readonly id: string; readonly secretHash: string } | undefined {
  return parseOpaqueToken(REQUEST_URI_PREFIX, text);
}
