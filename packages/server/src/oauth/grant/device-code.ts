import { createOpaqueToken, type OpaqueToken, parseOpaqueToken } from '../../crypto/opaque-token.ts';

/** The `grant_type` of the device grant (RFC 8628 §3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** How long a person has to enter the code and to answer, in milliseconds (RFC 8628 §3.2). */
export const DEVICE_CODE_MS = 600_000;

/** How long a device waits from one poll to the next, in milliseconds (RFC 8628 §3.2). */
export const POLL_INTERVAL_MS = 5_000;

/** By how much each poll that comes too soon makes the interval longer, in milliseconds (RFC 8628 §3.5). */
export const SLOW_DOWN_MS = 5_000;

/** A device authorization: the code that the device polls with, and the one that a person enters (RFC 8628 §3.2). Times are milliseconds since 1970. */
export interface DeviceCode {
  readonly id: string;
  readonly secretHash: string;
  /** The user code under a key of the server: it is short, so a plain digest of it could be guessed back. */
  readonly userCodeMac: string;
  readonly clientId: number;
  /** As asked for, in the one spelling. */
  readonly scope: string;
  /** See `Grant.resources`. */
  readonly resources: readonly string[];
  readonly expiresAt: number;
  /** How long the device must wait between polls now, in milliseconds. */
  readonly intervalMs: number;
  /** A poll before this moment comes too soon. */
  readonly nextPollAt: number;
  readonly decidedAt: number | null;
  /** What the person allowed; `null` while they have not answered, and when they said no. */
  readonly grantId: string | null;
  readonly redeemedAt: number | null;
}

/** What one poll comes to (RFC 8628 §3.5). */
export type DevicePoll =
  | { readonly kind: 'pending' | 'slow_down' | 'denied' | 'expired' | 'already_redeemed' | 'unknown' }
  | { readonly kind: 'redeemed'; readonly grantId: string };

/** Device authorizations. They outlive their answer, so that a second use is recognised. */
export interface DeviceCodeStore {
  /** `user_code_taken`: another one that is still kept has this user code; nothing was stored. */
  insert(code: DeviceCode): Promise<'inserted' | 'user_code_taken'>;
  find(id: string): Promise<DeviceCode | undefined>;
  findByUserCode(userCodeMac: string): Promise<DeviceCode | undefined>;
  /** A person let the device in. Of several answers that race, one is told so; `too_late`: it was answered, or has expired. */
  approve(id: string, grantId: string, now: number): Promise<'approved' | 'too_late'>;
  /** A person said no; as `approve`. */
  deny(id: string, now: number): Promise<'denied' | 'too_late'>;
  /** One poll of the device: it counts, and of several that find it approved, one is told `redeemed`. */
  poll(id: string, now: number): Promise<DevicePoll>;
}

/** Makes the code that a device polls with. */
export function newDeviceCode(now: number): OpaqueToken {
  return createOpaqueToken('hfd_', now);
}

/** Reads a device code of ours; `undefined` when it does not have that form. */
export function parseDeviceCode(presented: string): OpaqueToken | undefined {
  return parseOpaqueToken('hfd_', presented);
}
