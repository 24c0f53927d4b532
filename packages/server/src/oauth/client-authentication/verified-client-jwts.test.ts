import { expect, test } from 'vitest';
import type { Client } from '../client/client.ts';
import { timesOfClientJwt } from './client-jwt.ts';
import { VerifiedClientJwts } from './verified-client-jwts.ts';

const TIME = 1_800_000_000;
const NOW = TIME * 1000;
const WINDOW = timesOfClientJwt(TIME);
const client = (changes: Partial<Client> = {}): Client =>
  ({ id: 1, oldSecretExpiresAt: 0, refuseJwtReplay: false, ...changes }) as Client;

test('contract/oauth2.md §3: a JWT counts 300 s after its time and at most 60 s before it', () => {
  const jwts = new VerifiedClientJwts();
  const own = client();
  jwts.remember({ sent: 'a', client: own, window: WINDOW }, NOW);
  const at = (seconds: number): Client | undefined => jwts.find('a', NOW + seconds * 1000);
  expect([at(-61), at(-60), at(0), at(300), at(301)]).toEqual([undefined, own, own, own, undefined]);
  expect(jwts.find('b', NOW)).toBeUndefined();
});

test('a JWT counts no longer than the old secret, with which it may be signed', () => {
  const jwts = new VerifiedClientJwts();
  const own = client({ oldSecretExpiresAt: NOW + 5_000 });
  jwts.remember({ sent: 'a', client: own, window: WINDOW }, NOW);
  expect([jwts.find('a', NOW + 4_999), jwts.find('a', NOW + 5_000)]).toEqual([own, undefined]);
});

test('contract/oauth2.md §3: a JWT of a client that refuses a repeat is not remembered', () => {
  const jwts = new VerifiedClientJwts();
  jwts.remember({ sent: 'a', client: client({ refuseJwtReplay: true }), window: WINDOW }, NOW);
  expect(jwts.find('a', NOW)).toBeUndefined();
});

test('those that came last are remembered, in bounded memory', () => {
  const jwts = new VerifiedClientJwts();
  for (let index = 0; index < 12_000; index++) jwts.remember({ sent: `${index}`, client: client(), window: WINDOW }, NOW);
  expect([jwts.find('0', NOW), jwts.find('11999', NOW)?.id, jwts.find('7000', NOW)?.id]).toEqual([undefined, 1, 1]);
});
