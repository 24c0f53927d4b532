import { randomSecret } from '../../crypto/random.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import { type Client, type ClientAuthenticationMethod, type ClientChanges, provesBySecret } from './client.ts';
import type { ClientProblem } from './client-problem.ts';
import { clientSecretContext } from './client-secret.ts';

/** Existing clients hold secrets of 22 characters (128 bits), so that is the least. */
export const SHORTEST_SECRET = 22;
const LONGEST_SECRET = 256;

/** How the stored secrets change; `undefined`: they stay. */
export interface SecretChange {
  readonly changes: ClientChanges | undefined;
  /** A secret that was made, to be shown this once. */
  readonly generated: string | undefined;
}

/** What becomes of a client's secret: none for one that proves itself without; for another the given one, else its own, else a new one. */
export function secretChange(about: {
  readonly client: Client;
  /** Whether it will prove itself by a secret. */
  readonly keepsSecret: boolean;
  readonly given: string | undefined;
  readonly keys: ServerKeys;
}): SecretChange {
  const { client, keepsSecret, given, keys } = about;
  if (!keepsSecret) {
    const none = client.sealedSecret === null;
    return {
      changes: none ? undefined : { sealedSecret: null, sealedOldSecret: null, oldSecretExpiresAt: 0 },
      generated: undefined,
    };
  }
  const context = clientSecretContext(client.id);
  const current = client.sealedSecret === null ? undefined : keys.open(client.sealedSecret, context);
  if (current !== undefined && (given === undefined || given === current)) return { changes: undefined, generated: undefined };
  const secret = given ?? randomSecret();
  const changes = { sealedSecret: keys.seal(secret, context), sealedOldSecret: null, oldSecretExpiresAt: 0 };
  return { changes, generated: given === undefined ? secret : undefined };
}

/** What is wrong with a secret that was given to a client of this authentication method. */
export function checkSecret(secret: string | undefined, method: ClientAuthenticationMethod | null): ClientProblem[] {
  if (secret === undefined) return [];
  if (!provesBySecret(method)) return [{ member: 'secret', reason: withoutSecret(method) }];
  const length = secret.length;
  if (length < SHORTEST_SECRET || length > LONGEST_SECRET) {
    return [{ member: 'secret', reason: `must have ${SHORTEST_SECRET} to ${LONGEST_SECRET} characters` }];
  }
  // RFC 6749 Appendix A.2: VSCHAR.
  return /^[\x20-\x7e]+$/.test(secret) ? [] : [{ member: 'secret', reason: 'must be printable ASCII' }];
}

/** Why a client of this method has no secret. */
export function withoutSecret(method: ClientAuthenticationMethod | null): string {
  if (method === 'none') return 'a public client (token_endpoint_auth_method none) has none';
  return 'a client that proves itself by its key (token_endpoint_auth_method private_key_jwt) has none';
}
