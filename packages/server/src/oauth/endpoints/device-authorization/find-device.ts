import type { ServerKeys } from '../../../crypto/server-keys.ts';
import { exhaustedBy, releaseAttempt, reserveAttempt } from '../../../identity/credentials/throttle.ts';
import { userCodeKeys } from '../../../identity/credentials/throttle-keys.ts';
import { recordEvent } from '../../../identity/identity-audit.ts';
import type { Act } from '../../../identity/identity-stores.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { Client } from '../../client/client.ts';
import { DEVICE_GRANT, type DeviceCode } from '../../grant/device-code.ts';
import { userCodeMac } from '../../grant/user-code.ts';

/** A device that waits to be let in. */
export interface WaitingDevice {
  readonly code: DeviceCode;
  readonly client: Client;
}

/** What became of a code that was typed; `unknown`: there is none, or it has expired, or was answered. */
export type FoundDevice =
  | ({ readonly kind: 'found' } & WaitingDevice)
  | { readonly kind: 'unknown' }
  /** `retryAt`: milliseconds since 1970. */
  | { readonly kind: 'throttled'; readonly retryAt: number };

/** Who typed which code. */
export interface TypedCode {
  readonly userId: string;
  readonly userCode: string;
}

/**
 * Looks up a code that somebody who is signed in typed. A wrong one is counted against the person, the address and all together,
 * before it is looked at (RFC 8628 §5.1).
 */
export async function findDevice(
  stores: Stores,
  { userId, userCode }: TypedCode,
  act: Act & { readonly keys: ServerKeys },
): Promise<FoundDevice> {
  const decision = await reserveAttempt(stores.throttles, userCodeKeys(userId, act.origin.address), act.now);
  if (!decision.allowed) return { kind: 'throttled', retryAt: decision.retryAt };
  const device = await waiting(stores, userCodeMac(act.keys, userCode), act.now);
  if (device !== undefined) {
    await releaseAttempt(stores.throttles, decision.reservation);
    return { kind: 'found', ...device };
  }
  // Recorded once, when a limit is reached: what is denied from then on writes nothing.
  const exhausted = exhaustedBy(decision.reservation, act.now);
  if (exhausted !== undefined) await recordEvent(stores, act, { action: 'device.throttled', userId, detail: exhausted });
  return { kind: 'unknown' };
}

async function waiting(stores: Stores, userCodeMac: string, now: number): Promise<WaitingDevice | undefined> {
  const code = await stores.deviceCodes.findByUserCode(userCodeMac);
  if (code === undefined || code.decidedAt !== null || code.expiresAt <= now) return undefined;
  const client = await stores.clients.find(code.clientId);
  return client?.status === 'active' && client.grantTypes.includes(DEVICE_GRANT) ? { code, client } : undefined;
}
