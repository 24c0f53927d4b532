import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort, PASSWORD, type TestClient } from '../support/test-server.ts';
import { type Chain, startChain } from './refresh-chain.ts';

const SECRET = 'faults-secret-of-twenty-two-chars';
/** The client of every fault test. */
export const FAULT_CLIENT: TestClient = { id: 7, secret: SECRET, redirectUri: 'http://faults.example/callback' };

/** A directory with what a server needs at its start: one user, and the client 7. */
export interface FaultWorld {
  readonly directory: string;
  /** Environment variables of the server. */
  readonly settings: Record<string, string>;
}

/** Makes the directory, which is removed when the test ends. */
export async function faultWorld(): Promise<FaultWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-fault-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'bootstrap.json');
  const client = { id: 7, fullname: 'faults', secret: SECRET, redirect_uris: [FAULT_CLIENT.redirectUri], consent: 'never' };
  const user = { id: 'faults', fullname: 'Faults', password: PASSWORD };
  writeFileSync(file, JSON.stringify({ users: [user], clients: [client] }), { mode: 0o600 });
  return { directory, settings: { HUFU_PORT: String(await freePort()), HUFU_BOOTSTRAP: file, HUFU_LOG_LEVEL: 'warn' } };
}

/** Signs in and gets as many first pairs of tokens; one after the other, since many attempts at once would be throttled. */
export async function startChains(url: string, count: number): Promise<Chain[]> {
  const chains: Chain[] = [];
  while (chains.length < count) chains.push(await startChain(url, FAULT_CLIENT, { id: 'faults', password: PASSWORD }));
  return chains;
}

/** What came of one attempt to refresh. */
export type Attempt =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly kind: 'gone' };

/** Refreshes once and notes what was acknowledged. */
export async function refreshOnce(url: string, chain: Chain): Promise<Attempt> {
  try {
    const answer = await chain.refresh(url, FAULT_CLIENT, chain.current);
    if (answer.status !== 200) return { kind: 'refused', status: answer.status, retryAfter: answer.retryAfter };
    chain.used = chain.current;
    chain.current = answer.body.refresh_token ?? '';
    chain.accessTokens.push(answer.body.access_token ?? '');
    return { kind: 'acknowledged' };
  } catch {
    return { kind: 'gone' };
  }
}

/** Whether an access token works. */
export async function isAlive(url: string, access: string): Promise<boolean> {
  const answer = await fetch(`${url}/oauth2/expire?${new URLSearchParams({ access_token: access })}`);
  const body = (await answer.json()) as { is_access_expired: boolean };
  return !body.is_access_expired;
}

/** How many acknowledged tokens the server does not know, and how many used refresh tokens it takes again. */
export async function examine(url: string, chains: readonly Chain[]): Promise<{ lost: number; doubled: number }> {
  let lost = 0;
  let doubled = 0;
  for (const chain of chains) {
    for (const access of chain.accessTokens) if (!(await isAlive(url, access))) lost += 1;
    // A used refresh token that still works would make two families of one.
    if (chain.used !== undefined && (await chain.refresh(url, FAULT_CLIENT, chain.used)).status === 200) doubled += 1;
  }
  return { lost, doubled };
}

/** Prints what a fault test saw. */
export function report(name: string, seen: Readonly<Record<string, number | string>>): void {
  const words = Object.entries(seen).map(([word, value]) => `${word} ${value}`);
  // biome-ignore lint/suspicious/noConsole: a fault test prints what it saw
  console.log(`${name}: ${words.join(', ')}`);
}

/** Prints that something could not be tried on this machine, and why. */
export function notRun(name: string, why: string): void {
  // biome-ignore lint/suspicious/noConsole: what was not tried must not look as if it had passed
  console.log(`${name}: not run: ${why}`);
}
