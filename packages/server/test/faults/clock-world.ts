import { expect, onTestFinished } from 'vitest';
import { verifyAll } from '../storage/suite/audit-chain-suite.ts';
import { clientJwt, obtainCode, obtainTokens, type TokenAnswer, tallyToken, tokenRequest } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

/** What was seen while the clock jumped. */
export interface ClockSeen {
  acknowledged: number;
  /** What was used and taken again. */
  doubled: number;
  /** What had expired and was taken. */
  expired: number;
  lost: number;
}

/** A server whose clock is moved, and the client and the user who work with it. */
export interface ClockWorld {
  readonly server: TestServer;
  readonly client: TestClient;
  readonly user: { id: string; password: string };
  readonly seen: ClockSeen;
  /** The ids of the refresh tokens that were answered. */
  readonly ids: string[];
}

/** One refresh token after the other. */
export interface ClockChain {
  current: string;
  used: string;
  readonly access: string[];
}

/** What was used, and must not be of use again, wherever the clock goes. */
export interface Used {
  readonly code: string;
  readonly refresh: string;
  /** A signed message of the client. */
  readonly message: string;
}

export async function clockWorld(seen: ClockSeen): Promise<ClockWorld> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const client = await server.addClient({ consent: 'never', refuseJwtReplay: true });
  return { server, client, user: await server.addUser(), seen, ids: [] };
}

export async function newChain({ server, client, user }: ClockWorld): Promise<ClockChain> {
  const { access, refresh } = await obtainTokens(server, client, { user });
  return { current: refresh, used: '', access: [access] };
}

/** Refreshes once; in a jump the client's message may be out of time, and then nothing was done. */
export async function refreshOnce({ server, client, seen, ids }: ClockWorld, chain: ClockChain): Promise<void> {
  const answer = await tallyToken(server, client, { grant_type: 'refresh_token', refresh_token: chain.current });
  if (answer.status !== 200) {
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    return;
  }
  chain.used = chain.current;
  chain.current = answer.body.refresh_token ?? '';
  chain.access.push(answer.body.access_token ?? '');
  // Ids keep their order although the clock does not.
  expect(idOf(chain.current) > idOf(chain.used)).toBe(true);
  ids.push(idOf(chain.current));
  seen.acknowledged += 1;
}

function idOf(token: string): string {
  return token.slice(4, 20);
}

/** Exchanges a code. */
export function redeem({ server, client }: ClockWorld, code: string): Promise<TokenAnswer> {
  return tallyToken(server, client, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri });
}

/** Uses one of each. */
export async function useAll(world: ClockWorld): Promise<Used> {
  const { server, client, user } = world;
  const code = await obtainCode(server, client, { user });
  expect((await redeem(world, code)).status).toBe(200);
  const family = await newChain(world);
  await refreshOnce(world, family);
  const message = clientJwt(client, server.now());
  expect((await presentMessage(world, message)).status).toBe(200);
  return { code, refresh: family.used, message };
}

/** How many of what was used are taken again. */
export async function takenAgain(world: ClockWorld, { code, refresh, message }: Used): Promise<number> {
  const again = [
    redeem(world, code),
    tallyToken(world.server, world.client, { grant_type: 'refresh_token', refresh_token: refresh }),
    presentMessage(world, message),
  ];
  return (await Promise.all(again)).filter(({ status }) => status === 200).length;
}

/** Authenticates the client with this message, with a refresh token that is good. */
async function presentMessage(world: ClockWorld, message: string): Promise<TokenAnswer> {
  const { current } = await newChain(world);
  const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: current });
  return tokenRequest(`${world.server.url}/oauth2/token?${query}`, { headers: { Authencation: `Client ${message}` } });
}

/** Every audit chain, from its first row to its last, is whole. */
export async function expectIntactChains({ server }: ClockWorld): Promise<void> {
  const chains = await server.storage.read((stores) => stores.audit.chains());
  for (const chain of chains) expect(await verifyAll(server.storage, chain, 500)).toMatchObject({ kind: 'intact' });
}
