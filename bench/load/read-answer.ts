import type { Answer } from './load-plan.ts';

const END_OF_HEAD = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *([0-9]+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/** The one answer in these bytes, `undefined` while it is not all there. Throws when they do not tell how long it is. */
export function readAnswer(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf(END_OF_HEAD, 0, 'latin1');
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const start = end + END_OF_HEAD.length;
  const body = bodyOf(head, bytes, start);
  return body === undefined ? undefined : { status: Number(head.slice(9, 12)), head, body };
}

function bodyOf(head: string, bytes: Buffer, start: number): string | undefined {
  const length = CONTENT_LENGTH.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return bytes.length < end ? undefined : bytes.toString('latin1', start, end);
  }
  if (CHUNKED.test(head)) return chunksOf(bytes.toString('latin1', start));
  throw new Error(`an answer without Content-Length: ${head}`);
}

/** RFC 9112 §7.1, without extensions and trailers. */
function chunksOf(text: string): string | undefined {
  let body = '';
  for (let place = 0; ; ) {
    const line = text.indexOf('\r\n', place);
    if (line === -1) return undefined;
    const size = Number.parseInt(text.slice(place, line), 16);
    const end = line + 2 + size + 2;
    if (text.length < end) return undefined;
    if (size === 0) return body;
    body += text.slice(line + 2, end - 2);
    place = end;
  }
}
