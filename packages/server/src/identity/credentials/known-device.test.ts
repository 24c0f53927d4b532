import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serverKeys } from '../../crypto/server-keys.ts';
import { issueDeviceToken, KNOWN_DEVICE_MS, type Mac, verifyDeviceToken } from './known-device.ts';

const keys = serverKeys(Buffer.alloc(32, 1));
const mac: Mac = (message) => keys.mac('device', message);
const now = 1_800_000_000_000;
const token = issueDeviceToken(mac, { id: 'Alice', passwordSetAt: 5 }, now);

test('a device token is good for its user, in any spelling of the name, for a year', () => {
  const [deviceId] = token.split('.');
  expect(verifyDeviceToken(mac, token, { owner: { id: 'Alice', passwordSetAt: 5 }, now })).toBe(deviceId);
  expect(verifyDeviceToken(mac, token, { owner: { id: 'aLICE', passwordSetAt: 5 }, now: now + KNOWN_DEVICE_MS - 1000 })).toBe(
    deviceId,
  );
  expect(verifyDeviceToken(mac, token, { owner: { id: 'alice', passwordSetAt: 5 }, now: now + KNOWN_DEVICE_MS })).toBeUndefined();
});

test('a device token is good for nobody else and under no other key', () => {
  const other = serverKeys(Buffer.alloc(32, 2));
  expect(verifyDeviceToken(mac, token, { owner: { id: 'bob', passwordSetAt: 5 }, now })).toBeUndefined();
  expect(verifyDeviceToken(mac, token, { owner: { id: 'alice', passwordSetAt: 6 }, now })).toBeUndefined();
  expect(
    verifyDeviceToken((message) => other.mac('device', message), token, { owner: { id: 'alice', passwordSetAt: 5 }, now }),
  ).toBeUndefined();
});

test('every sign-in makes another device id', () => {
  expect(issueDeviceToken(mac, { id: 'alice', passwordSetAt: 5 }, now)).not.toBe(
    issueDeviceToken(mac, { id: 'alice', passwordSetAt: 5 }, now),
  );
});

test('a device token with any character changed, cut or added is refused', () => {
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ maxLength: 3 }), (index, text) => {
      const changed = token.slice(0, index) + text + token.slice(index + 1);
      fc.pre(changed !== token);
      expect(verifyDeviceToken(mac, changed, { owner: { id: 'alice', passwordSetAt: 5 }, now })).toBeUndefined();
    }),
  );
});

test('any string whatever is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(verifyDeviceToken(mac, text, { owner: { id: 'alice', passwordSetAt: 5 }, now })).toBeUndefined();
    }),
  );
});
