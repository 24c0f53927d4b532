/** A request head (and body) as a client sends it that keeps its connection alive; a character a byte. */
export interface RequestParts {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of a request. */
export function httpRequest({ method, path, headers = {}, body }: RequestParts): string {
  const sized = body === undefined ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(body, 'latin1')) };
  const lines = Object.entries({ Host: '127.0.0.1', Accept: '*/*', ...sized }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}
