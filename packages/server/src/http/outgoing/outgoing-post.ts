import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  type OutgoingRefusal,
  type OutgoingTarget,
  type ResolvedAddress,
  resolveTarget,
  type TargetRules,
} from './outgoing-target.ts';

/** What is sent. */
export interface OutgoingPost {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

/** Why nothing was answered. */
export type OutgoingFailure = 'name_not_found' | 'timeout' | 'tls' | 'connection';

/** What came of a request. Of an answer nothing but its status is ever read. */
export type OutgoingOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused'; readonly reason: OutgoingRefusal }
  | { readonly kind: 'failed'; readonly reason: OutgoingFailure };

/** How requests go out. */
export interface OutgoingOptions extends TargetRules {
  /** From the name's resolution to the answer's status; 5 seconds when absent. */
  readonly timeoutMs?: number;
  /** Certificates of authorities in PEM, instead of the machine's; for tests. */
  readonly ca?: string;
}

/** Sends requests to URLs that others chose. */
export type SendOutgoing = (post: OutgoingPost) => Promise<OutgoingOutcome>;

const TIMEOUT_MS = 5_000;

/**
 * Makes the one way in which this server sends requests to addresses that others chose: public ones by https, besides what the operator
 * allowed; to no other address than the one that was looked at; no redirect is followed. It never rejects.
 */
export function outgoingPosts({ timeoutMs = TIMEOUT_MS, ...options }: OutgoingOptions): SendOutgoing {
  return async (post) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const target = await before(deadline, resolveTarget(post.url, options));
      if (target.kind === 'refused') return target;
      return { kind: 'answered', status: await send(target, post, { deadline, ca: options.ca }) };
    } catch (error) {
      return { kind: 'failed', reason: deadline.aborted ? 'timeout' : reasonOf(error) };
    }
  };
}

function send(
  { url, addresses }: OutgoingTarget,
  { contentType, body }: OutgoingPost,
  { deadline, ca }: { readonly deadline: AbortSignal; readonly ca: string | undefined },
): Promise<number> {
  const payload = Buffer.from(body);
  // The name stays that of the URL: in the Host header, in SNI, and for the certificate.
  const options = {
    method: 'POST',
    agent: false,
    lookup: pinned(addresses),
    signal: deadline,
    headers: { 'content-type': contentType, 'content-length': payload.length, accept: '*/*', 'user-agent': 'hufu' },
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => {
      resolve(response.statusCode ?? 0);
      // Its body could be endless.
      sent.destroy();
    };
    const sent: ClientRequest = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, take);
    sent.on('error', reject);
    sent.end(payload);
  });
}

/** A resolver that knows what was resolved before, and nothing else. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_name, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function before<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason), { once: true });
    work.then(resolve, reject);
  });
}

const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EBADNAME', 'EAI_AGAIN']);
const TLS = /^ERR_(?:TLS|SSL)_|CERT|^UNABLE_TO_|^EPROTO$/;

function reasonOf(error: unknown): OutgoingFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_NAME.has(code)) return 'name_not_found';
  if (code === 'ETIMEOUT' || code === 'ETIMEDOUT') return 'timeout';
  return TLS.test(code) ? 'tls' : 'connection';
}
