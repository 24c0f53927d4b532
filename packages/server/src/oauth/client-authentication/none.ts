import type { AuthenticationMethod } from './authentication-method.ts';

/** A public client names itself and proves nothing (RFC 6749 §3.2.1). */
export const none: AuthenticationMethod = {
  name: 'none',
  present(request) {
    const clientId = request.body.get('client_id');
    if (clientId === undefined || request.body.has('client_secret')) return undefined;
    return {
      method: 'none',
      clientId,
      // A client that has a secret must use it, whatever its registration says.
      verify: (client) => (client.sealedSecret === null ? 'proven' : 'has_secret'),
    };
  },
};
