import type { ServerResponse } from 'node:http';

/** Writes a complete JSON answer; other headers were set before. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    // HTTP/1.0 caches know no other word (RFC 6749 §5.1).
    pragma: 'no-cache',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
