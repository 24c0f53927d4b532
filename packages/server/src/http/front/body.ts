import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** The largest body of a form, in bytes (contract/oauth2.md §4). */
export const FORM_BODY_LIMIT: number = 64 * 1024;

/** A body; `too_large` as soon as it is longer than the limit, `aborted` when the caller went away. */
export type ReceivedBody = Buffer | 'too_large' | 'aborted';

/** Receives a body of at most `limit` bytes, and tells of it once; in the same turn in which its end came. */
export function receiveBody(request: IncomingMessage, limit: number, received: (body: ReceivedBody) => void): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    received('too_large');
    return;
  }
  let size = 0;
  const chunks: Buffer[] = [];
  let isTold = false;
  const tell = (body: ReceivedBody): void => {
    if (isTold) return;
    isTold = true;
    received(body);
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else {
      request.pause();
      tell('too_large');
    }
  });
  request.on('end', () => tell(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
  // Whoever went away ends the request so too.
  request.on('close', () => tell('aborted'));
}

/** Reads a body, as `receiveBody` does, for who waits for it. */
export function readBody(request: IncomingMessage, limit: number): Promise<ReceivedBody> {
  return new Promise((resolve) => receiveBody(request, limit, resolve));
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a body that must be UTF-8; `undefined` when it is not. */
export function utf8(body: Buffer): string | undefined {
  if (isAscii(body)) return body.toString('latin1');
  try {
    return STRICT_UTF8.decode(body);
  } catch {
    return undefined;
  }
}
