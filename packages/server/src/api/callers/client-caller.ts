import type { Caller } from './caller.ts';

/** A client that acts for itself, by its JWT. */
export function clientCaller(clientId: number): Omit<Caller, 'address' | 'requestId'> {
  return {
    kind: 'client',
    credential: { kind: 'client_jwt', clientId },
    actor: { kind: 'client', name: `client-${clientId}`, clientId },
    user: undefined,
    ownClientId: clientId,
    scopes: undefined,
  };
}
