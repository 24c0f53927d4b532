import type { AuthenticationMethod } from './authentication-method.ts';
import { secretPresentation } from './secret-presentation.ts';

/** HTTP Basic with the client's id and secret, each form-encoded (RFC 6749 §2.3.1). */
export const clientSecretBasic: AuthenticationMethod = {
  name: 'client_secret_basic',
  present(request) {
    if (request.authorization.length === 0) return undefined;
    const values = request.authorization.filter((value) => /^basic(?: |$)/i.test(value));
    const [value] = values;
    if (value === undefined) return undefined;
    const credentials = values.length === 1 ? decodeCredentials(value.slice('basic '.length).trim()) : undefined;
    return credentials === undefined ? 'malformed' : secretPresentation('client_secret_basic', ...credentials);
  },
};

function decodeCredentials(encoded: string): [string, string] | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  try {
    return [formDecode(text.slice(0, colon)), formDecode(text.slice(colon + 1))];
  } catch {
    return undefined;
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
