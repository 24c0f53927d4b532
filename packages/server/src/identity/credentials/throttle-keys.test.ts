import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Mac } from './known-device.ts';
import { accountKey, addressKey, canonicalAddress, clientSecretKey } from './throttle-keys.ts';

const mac: Mac = (message) => Buffer.from(message).toString('base64url');

test('an IPv4 address is counted alone, also when it comes mapped into IPv6 (RFC 4291 §2.5.5.2)', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const hex = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
      for (const spelling of [
        address,
        `::ffff:${address}`,
        `::FFFF:${hex}`,
        `0:0:0:0:0:ffff:${address}`,
        `0000:0000:0000:0000:0000:ffff:${hex}`,
      ]) {
        expect(canonicalAddress(spelling)).toBe(address);
      }
    }),
  );
});

test('all addresses of an IPv6 /64 are counted together, in any spelling, and no others', () => {
  const group = fc.integer({ min: 1, max: 0xffff });
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), group, (groups, other) => {
      const spell = (parts: number[]): string => parts.map((part) => part.toString(16)).join(':');
      const network = canonicalAddress(spell(groups));
      expect(network).toBe(`${spell(groups.slice(0, 4))}::/64`);
      expect(canonicalAddress(spell([...groups.slice(0, 4), other, 1, 2, 3]).toUpperCase())).toBe(network);
      expect(canonicalAddress(`${spell(groups.slice(0, 4))}::`)).toBe(network);
      expect(canonicalAddress(`${spell(groups.slice(0, 4))}::1%eth0`)).toBe(network);
      fc.pre(other !== groups[3]);
      expect(canonicalAddress(spell([...groups.slice(0, 3), other, ...groups.slice(4)]))).not.toBe(network);
    }),
  );
});

test.each([
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
  ['::ffff:0:1.2.3.4', '0:0:0:0::/64'],
])('%s is counted as %s', (address, canonical) => {
  expect(canonicalAddress(address)).toBe(canonical);
});

test.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4, 5.6.7.8', ':::', 'g::1', '[::1]', '1.2.3.4:80'])(
  'what is no address is counted with all others that are none: %j',
  (text) => expect(canonicalAddress(text)).toBe('unknown'),
);

test('a user name is counted after trimming, NFKC and case folding', () => {
  const key = accountKey(mac, 'alice').key;
  for (const spelling of ['Alice', ' ALICE ', 'ａｌｉｃｅ', '\u3000alice']) expect(accountKey(mac, spelling).key).toBe(key);
  expect(accountKey(mac, 'alicf').key).not.toBe(key);
});

test('what was typed as a user name is not in the key', () => {
  expect(accountKey(() => 'digest', 'my password').key).toBe('account:digest');
});

test('addresses, accounts and clients are counted apart', () => {
  const keys = [
    accountKey(() => '1.2.3.4', 'x'),
    addressKey('1.2.3.4'),
    clientSecretKey(1, '1.2.3.4'),
    clientSecretKey(11, '1.2.3.4'),
  ];
  expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
});
