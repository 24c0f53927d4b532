import type { ServerResponse } from 'node:http';
import type { ReadyAnswer } from './hot-route.ts';

/** Writes a complete JSON answer; other headers were set before. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, {
    // HTTP/1.0 caches know no other word (RFC 6749 §5.1).
    pragma: 'no-cache',
    'content-type': 'application/json; charset=utf-8',
    'content-length': length,
  });
  // Head and body go out as one string; a byte a character is the cheaper way, where every character is one.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

/** Writes an answer that was ready, with headers (name, value, …); none were set before. */
export function answerReady(response: ServerResponse, { body, headers }: ReadyAnswer, common: readonly string[]): void {
  const own = ['pragma', 'no-cache', 'content-type', 'application/json; charset=utf-8', 'content-length', String(body.length)];
  response.writeHead(200, [...common, ...headers, ...own]);
  // Head and body go out as one string, of a byte a character.
  response.end(body, 'latin1');
}
