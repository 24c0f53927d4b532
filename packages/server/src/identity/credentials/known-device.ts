import { equalDigests } from '../../crypto/hash.ts';
import { randomBytesPooled } from '../../crypto/random.ts';
import { foldUserId, type User } from '../user/user.ts';

/** A keyed digest in base64url (43 characters), such as HMAC-SHA-256 under a server key. */
export type Mac = (message: string) => string;

/** Whose device it is; the mark dies with the password it was issued under. */
export type DeviceOwner = Pick<User, 'id' | 'passwordSetAt'>;

/** How long a browser stays known to a user, in milliseconds (one year). */
export const KNOWN_DEVICE_MS: number = 365 * 24 * 60 * 60_000;

const TOKEN = /^(([0-9a-z]{1,10})_[A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * A token for a browser in which a user just signed in: `<device id>.<mac>`. Whoever shows it is counted apart from
 * strangers who try the same user's password, so that these cannot keep the user out. It proves nothing else.
 */
export function issueDeviceToken(mac: Mac, owner: DeviceOwner, now: number): string {
  const deviceId = `${Math.floor(now / 1000).toString(36)}_${randomBytesPooled(16).toString('base64url')}`;
  return `${deviceId}.${mac(message(deviceId, owner))}`;
}

/**
 * The device id of a token that was issued to this user less than a year ago and under the password they have now;
 * `undefined` for any other: who knew an old password must not have stocked up on guesses.
 */
export function verifyDeviceToken(
  mac: Mac,
  presented: string,
  who: { readonly owner: DeviceOwner; readonly now: number },
): string | undefined {
  const [, deviceId, issued, digest] = TOKEN.exec(presented) ?? [];
  if (deviceId === undefined || issued === undefined || digest === undefined) return undefined;
  if (!equalDigests(digest, mac(message(deviceId, who.owner)))) return undefined;
  const age = who.now - Number.parseInt(issued, 36) * 1000;
  return age < KNOWN_DEVICE_MS ? deviceId : undefined;
}

function message(deviceId: string, { id, passwordSetAt }: DeviceOwner): string {
  return `known-device\n${deviceId}\n${passwordSetAt}\n${foldUserId(id)}`;
}
