import type { AuthenticationMethod } from './authentication-method.ts';
import { secretPresentation } from './secret-presentation.ts';

/** The client's id and secret in the form body, never in a query (RFC 6749 §2.3.1). */
export const clientSecretPost: AuthenticationMethod = {
  name: 'client_secret_post',
  present(request) {
    const secret = request.body.get('client_secret');
    if (secret === undefined) return undefined;
    const clientId = request.body.get('client_id');
    return clientId === undefined ? 'malformed' : secretPresentation('client_secret_post', clientId, secret);
  },
};
