import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

const REFUSED: readonly (readonly [what: string, ...addresses: string[]])[] = [
  ['loopback', '127.0.0.1', '127.255.255.255', '::1'],
  ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['shared by carriers', '100.64.0.1', '100.127.255.255'],
  ['link-local', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['metadata services of clouds', '169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
  ['reserved and broadcast', '240.0.0.1', '255.255.255.255'],
  ['documentation and benchmarks', '192.0.2.1', '198.51.100.1', '203.0.113.9', '198.18.0.1', '2001:db8::1', '3fff::1'],
  ['unique local', 'fc00::1', 'fdff:ffff::1'],
  ['IPv4 inside of IPv6', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::7f00:1', '::ffff:0:127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1'],
  ['6to4 and Teredo', '2002:7f00:1::', '2002:808:808::1', '2001:0:4136:e378::1', '192.88.99.1'],
  ['site-local and discard', 'fec0::1', '100::1'],
  ['no address', '', 'localhost', '127.1', '0x7f000001', '2130706433', '8.8.8.8.', '[2600::1]', '2600::1%eth0'],
];

describe('issue 5: which addresses an outgoing request may reach', () => {
  test.each(REFUSED)('not %s', (_what, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test('the public Internet, up to the borders of what is special', () => {
    const addresses = [
      ...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1'],
      ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '223.255.255.255'],
      ...['2600::1', '2a00:1450:4001:82a::200e', '2001:200::1', '2001:4860:4860::8888', '3ffe::1'],
    ];
    expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});
