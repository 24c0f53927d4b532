import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { freePort, PASSWORD } from '../support/test-server.ts';
import { type Chain, keepRefreshing, startChain } from './refresh-chain.ts';

const CHAINS = 16;
const ROUNDS = 3;
/** The process is killed once so many refreshes of a round were acknowledged. */
const ACKNOWLEDGED_A_ROUND = 200;
const SECRET = 'kill-nine-secret-of-22-characters';

let directory: string;
let settings: Record<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hufu-kill-'));
  const file = join(directory, 'bootstrap.json');
  const client = {
    id: 7,
    fullname: 'faults',
    secret: SECRET,
    redirect_uris: ['http://faults.example/callback'],
    consent: 'never',
  };
  const user = { id: 'faults', fullname: 'Faults', password: PASSWORD };
  writeFileSync(file, JSON.stringify({ users: [user], clients: [client] }), { mode: 0o600 });
  settings = { HUFU_PORT: String(await freePort()), HUFU_BOOTSTRAP: file, HUFU_LOG_LEVEL: 'warn' };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('kill -9 during refresh under load loses nothing acknowledged, and nothing is used twice', async () => {
  const chains: Chain[] = [];
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(directory, settings);
    const client = { id: 7, secret: SECRET, redirectUri: 'http://faults.example/callback' };
    for (let index = 0; index < CHAINS; index++)
      chains.push(await startChain(server.url, client, { id: 'faults', password: PASSWORD }));
    let inRound = 0;
    let killed: Promise<unknown> | undefined;
    const onAcknowledged = (): void => {
      inRound += 1;
      if (inRound === ACKNOWLEDGED_A_ROUND) killed = server.end('SIGKILL');
    };
    await Promise.all(chains.slice(-CHAINS).map((chain) => keepRefreshing(server.url, client, { chain, onAcknowledged })));
    await killed;
    acknowledged += inRound;
  }
  const { lost, doubled } = await examine(chains);
  // biome-ignore lint/suspicious/noConsole: a fault test prints what it saw
  console.log(`kill -9: runs ${ROUNDS}, acknowledged ${acknowledged}, lost ${lost}, doubled ${doubled}`);
  expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS * ACKNOWLEDGED_A_ROUND);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
});

/** What the last process of all knows of what the others had acknowledged. */
async function examine(chains: readonly Chain[]): Promise<{ lost: number; doubled: number }> {
  const server = await startServerProcess(directory, settings);
  const client = { id: 7, secret: SECRET, redirectUri: '' };
  let lost = 0;
  let doubled = 0;
  for (const chain of chains) {
    for (const access of chain.accessTokens) if (!(await isAlive(server.url, access))) lost += 1;
    // A used refresh token that still works would make two families of one.
    if (chain.used !== undefined && (await chain.refresh(server.url, client, chain.used)).status === 200) doubled += 1;
  }
  await server.end('SIGTERM');
  return { lost, doubled };
}

async function isAlive(url: string, access: string): Promise<boolean> {
  const answer = await fetch(`${url}/oauth2/expire?${new URLSearchParams({ access_token: access })}`);
  const body = (await answer.json()) as { is_access_expired: boolean };
  return !body.is_access_expired;
}

test('SIGTERM under load: every request that was accepted is answered, and the process exits with 0', async () => {
  const server = await startServerProcess(directory, settings);
  const client = { id: 7, secret: SECRET, redirectUri: 'http://faults.example/callback' };
  const chains = await Promise.all(
    Array.from({ length: 8 }, () => startChain(server.url, client, { id: 'faults', password: PASSWORD })),
  );
  let acknowledged = 0;
  let ended: ReturnType<typeof server.end> | undefined;
  const onAcknowledged = (): void => {
    acknowledged += 1;
    if (acknowledged === 100) ended = server.end('SIGTERM');
  };
  const broken = await Promise.all(chains.map((chain) => keepRefreshing(server.url, client, { chain, onAcknowledged })));
  // A connection that is refused was never accepted; one that breaks off was an answer dropped.
  expect(broken.filter((code) => code !== 'ECONNREFUSED')).toEqual([]);
  expect(await ended).toEqual({ code: 0, signal: null });
});
