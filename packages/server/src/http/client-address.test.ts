import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { addressResolver } from './client-address.ts';

function resolve(trusted: readonly string[], peer: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return addressResolver(trusted)({ socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage);
}

describe('security §6: the address counts only as far as trusted proxies vouch for it', () => {
  const cases: readonly (readonly [string[], string, string | undefined, string])[] = [
    [[], '192.0.2.1', '198.51.100.1', '192.0.2.1'],
    [['10.0.0.1'], '192.0.2.1', '198.51.100.1', '192.0.2.1'],
    [['10.0.0.1'], '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    [['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', '', '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    [['10.0.0.0/8'], '10.0.0.1', '203.0.113.9, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
    [['10.0.0.0/8'], '10.0.0.1', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    [['10.0.0.1'], '10.0.0.1', 'nonsense', '10.0.0.1'],
    [['10.0.0.1'], '10.0.0.1', '198.51.100.1, nonsense', '10.0.0.1'],
    [['10.0.0.1'], '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    [['10.0.0.1'], '10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    [['::1'], '::1', '2001:db8::1', '2001:db8::1'],
    [['fd00::/8'], 'fd00::1%eth0', '2001:db8::1', '2001:db8::1'],
  ];
  test.each(cases)('trusting %j, from %s with X-Forwarded-For %j → %s', (...[trusted, peer, forwarded, expected]) => {
    expect(resolve(trusted, peer, forwarded)).toBe(expected);
  });

  test.each(['nonsense', '10.0.0.0/8/8', 'proxy.example', ''])('%j is neither an address nor a range', (entry) => {
    expect(() => addressResolver([entry])).toThrow();
  });
});
