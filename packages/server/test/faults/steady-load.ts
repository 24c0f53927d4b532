import { setTimeout as wait } from 'node:timers/promises';
import { refreshOnce } from './oracle.ts';
import type { Chain } from './refresh-chain.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

/** Refreshes that go on whatever happens to the database. */
export interface SteadyLoad {
  /** Every chain there was. */
  readonly chains: readonly Chain[];
  readonly acknowledged: number;
  /** How many requests were answered 503, with `Retry-After`. */
  readonly refused: number;
  /** Whatever else was answered, which nobody should be. */
  readonly wrong: readonly string[];
  /** Ends it once what is under way has been answered. */
  stop(): Promise<void>;
}

/** What is tried again after 503 may have been done: so another chain begins, of the same session. */
const RETRY_MS = 25;

/** Starts so many clients, each of which refreshes one chain after the other, `pauseMs` after each answer. */
export async function startLoad(url: string, clients: number, pauseMs = 0): Promise<SteadyLoad> {
  const user = await signedIn(url);
  const seen = { chains: [] as Chain[], acknowledged: 0, refused: 0, wrong: [] as string[] };
  let isOver = false;
  const load = Array.from({ length: clients }, async () => {
    while (!isOver) {
      const chain = await begin(user, seen);
      if (chain === undefined) await wait(RETRY_MS);
      else await refreshUntilRefused(url, chain, { seen, isOver: () => isOver, pauseMs });
    }
  });
  return Object.assign(seen, {
    stop: async () => {
      isOver = true;
      await Promise.all(load);
    },
  });
}

interface Seen {
  readonly chains: Chain[];
  readonly wrong: string[];
  acknowledged: number;
  refused: number;
}

async function begin(user: SignedIn, seen: Seen): Promise<Chain | undefined> {
  try {
    const chain = await user.chain();
    seen.chains.push(chain);
    return chain;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (said.startsWith('503 ')) seen.refused += 1;
    else seen.wrong.push(said);
    return undefined;
  }
}

async function refreshUntilRefused(
  url: string,
  chain: Chain,
  { seen, isOver, pauseMs }: { readonly seen: Seen; readonly isOver: () => boolean; readonly pauseMs: number },
): Promise<void> {
  while (!isOver()) {
    const attempt = await refreshOnce(url, chain);
    if (attempt.kind !== 'acknowledged') {
      if (attempt.kind === 'refused' && attempt.status === 503 && attempt.retryAfter !== undefined) seen.refused += 1;
      else seen.wrong.push(JSON.stringify(attempt));
      return;
    }
    seen.acknowledged += 1;
    if (pauseMs > 0) await wait(pauseMs);
  }
}
