import type { ServerResponse } from 'node:http';
import type { Answer } from './hot-route.ts';

/** The headers of an answer in JSON, name, value, …: HTTP/1.0 caches know no other word than `pragma` (RFC 6749 §5.1). */
export const JSON_HEADERS: readonly string[] = ['pragma', 'no-cache', 'content-type', 'application/json; charset=utf-8'];

/** An answer in JSON, with headers (name, value, …) beside those of each. */
export function jsonAnswer(status: number, body: unknown, headers: readonly string[] = []): Answer {
  return { status, headers: headers.length === 0 ? JSON_HEADERS : [...headers, ...JSON_HEADERS], body: JSON.stringify(body) };
}

/** Writes a complete JSON answer; other headers were set before. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  writeAnswer(response, jsonAnswer(status, body), []);
}

/** Writes an answer after the headers (name, value, …) of every answer; both replace what was set before. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer, common: readonly string[]): void {
  const length = Buffer.byteLength(body);
  // RFC 9110 §8.6: an answer that can have no body says nothing of its length.
  const described = status === 204 ? headers : [...headers, 'content-length', String(length)];
  response.writeHead(status, [...common, ...described]);
  // Head and body go out as one string in one encoding: a byte a character, so that a header goes out as it came.
  response.end(length === body.length ? body : Buffer.from(body).toString('latin1'), 'latin1');
}
