import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Mac } from '../../identity/credentials/known-device.ts';

/** Marks browsers that are known to a user. */
export function deviceMac(keys: ServerKeys): Mac {
  return (message) => keys.mac('device', message);
}

/** Proves, from one step of a sign-in to the next, what was proven before. */
export function proofMac(keys: ServerKeys): Mac {
  return (message) => keys.mac('flow', message);
}
