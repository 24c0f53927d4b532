import { isIPv4, isIPv6 } from 'node:net';
import { foldUserId } from '../user/user.ts';
import type { Mac } from './known-device.ts';

/** What the failures under a key lead to. All times are milliseconds. */
export type ThrottlePolicy =
  | {
      /** After `free` failures in a row, each is followed by a delay that doubles up to a limit. */
      readonly kind: 'growing_delay';
      readonly free: number;
      readonly firstDelay: number;
      readonly longestDelay: number;
      /** A quiet time of this length ends the row. */
      readonly forgetAfter: number;
    }
  | {
      /** At most `limit` failures in a window that begins with the first. */
      readonly kind: 'window';
      readonly limit: number;
      readonly window: number;
    };

/** What is counted under one key. */
export interface ThrottleKey {
  readonly scope: 'account' | 'device' | 'address' | 'client' | 'user_code';
  readonly key: string;
  readonly policy: ThrottlePolicy;
}

/** SECURITY.md, defaults in force: 10 failures are free, then 30 s growing to 15 min, never for good. */
export const PASSWORD_POLICY: ThrottlePolicy = {
  kind: 'growing_delay',
  free: 10,
  firstDelay: 30_000,
  longestDelay: 15 * 60_000,
  forgetAfter: 24 * 60 * 60_000,
};

/** All known devices of one user together have three times the free attempts of one. */
export const DEVICES_POLICY: ThrottlePolicy = { ...PASSWORD_POLICY, free: 30 };

/** SECURITY.md, defaults in force: 30 failures in 10 minutes. */
export const ADDRESS_POLICY: ThrottlePolicy = { kind: 'window', limit: 30, window: 10 * 60_000 };

/** SECURITY.md, defaults in force: 20 failures in 10 minutes. */
export const CLIENT_SECRET_POLICY: ThrottlePolicy = { kind: 'window', limit: 20, window: 10 * 60_000 };

/** SECURITY.md, defaults in force: of user codes 10 wrong ones in 10 minutes a person, 30 an address, 1,000 in all. */
export const USER_CODE_POLICIES: Readonly<Record<'person' | 'address' | 'all', ThrottlePolicy>> = {
  person: { kind: 'window', limit: 10, window: 10 * 60_000 },
  address: { kind: 'window', limit: 30, window: 10 * 60_000 },
  all: { kind: 'window', limit: 1_000, window: 10 * 60_000 },
};

/** Counts what is tried on a user name, existing or not. Only a keyed digest is stored: people type passwords there. */
export function accountKey(mac: Mac, userName: string): ThrottleKey {
  return { scope: 'account', key: `account:${mac(`throttle\n${foldUserId(userName.trim())}`)}`, policy: PASSWORD_POLICY };
}

/** Counts what is tried from a known device (known-device.ts). */
export function deviceKey(deviceId: string): ThrottleKey {
  return { scope: 'device', key: `device:${deviceId}`, policy: PASSWORD_POLICY };
}

/** Counts what is tried from all known devices of a user together: many marks must not make many guesses. */
export function devicesKey(userId: string): ThrottleKey {
  return { scope: 'device', key: `devices:${foldUserId(userId)}`, policy: DEVICES_POLICY };
}

/** Counts what is tried from an address. */
export function addressKey(address: string): ThrottleKey {
  return { scope: 'address', key: `address:${canonicalAddress(address)}`, policy: ADDRESS_POLICY };
}

/** Counts wrong secrets of one client from one address. */
export function clientSecretKey(clientId: number, address: string): ThrottleKey {
  return { scope: 'client', key: `client:${clientId}:${canonicalAddress(address)}`, policy: CLIENT_SECRET_POLICY };
}

/** Counts wrong user codes that somebody who is signed in types (RFC 8628 §5.1). */
export function userCodeKeys(userId: string, address: string): ThrottleKey[] {
  const { person, address: ofAddress, all } = USER_CODE_POLICIES;
  return [
    { scope: 'user_code', key: `user-code:person:${foldUserId(userId)}`, policy: person },
    { scope: 'user_code', key: `user-code:address:${canonicalAddress(address)}`, policy: ofAddress },
    { scope: 'user_code', key: 'user-code:all', policy: all },
  ];
}

/**
 * One spelling for all addresses that one party commands: an IPv4 address, also when it comes mapped into IPv6
 * (RFC 4291 §2.5.5.2), or the /64 of an IPv6 address. Whatever is no address is `unknown`, all counted together.
 */
export function canonicalAddress(address: string): string {
  if (isIPv4(address)) return address;
  const unscoped = address.split('%')[0] ?? '';
  if (!isIPv6(unscoped)) return 'unknown';
  const groups = ipv6Groups(unscoped);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function ipv6Groups(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
