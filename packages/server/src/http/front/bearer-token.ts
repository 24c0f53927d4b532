import type { IncomingMessage } from 'node:http';

/** The token of the one `Authorization` header, with the scheme `Bearer` or `DPoP` or, as existing clients send it, bare. */
export function bearerToken(request: IncomingMessage): string | undefined {
  const [value, ...others] = request.headersDistinct['authorization'] ?? [];
  if (value === undefined || others.length > 0) return undefined;
  return value.replace(/^(?:bearer|dpop) +/i, '');
}
