import { equalDigests, sha256Hex } from '../../crypto/hash.ts';
import { currentSecrets } from '../client/client-secret.ts';
import type { Presentation } from './authentication-method.ts';

/** A claim proven by the client's secret itself, compared in constant time. */
export function secretPresentation(
  method: 'client_secret_basic' | 'client_secret_post',
  clientId: string,
  secret: string,
): Presentation {
  return {
    method,
    clientId,
    verify(client, { keys, now }) {
      const presented = sha256Hex(secret);
      const matches = currentSecrets(client, keys, now).some((stored) => equalDigests(stored.digest, presented));
      return matches ? 'proven' : 'wrong_secret';
    },
  };
}
