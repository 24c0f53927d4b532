import { Browser } from '../support/browser.ts';
import { redirected, signInAt } from '../support/tally-client.ts';
import { PASSWORD } from '../support/test-server.ts';
import { examine, FAULT_CLIENT } from './oracle.ts';
import { type Chain, chainFrom } from './refresh-chain.ts';

/** A user with a session: codes cost no password. */
export interface SignedIn {
  /** A fresh code. Throws what the server answered instead, its status first. */
  code(at?: string): Promise<string>;
  /** A fresh first pair of tokens; throws likewise. */
  chain(): Promise<Chain>;
}

const QUERY = new URLSearchParams({
  client_id: String(FAULT_CLIENT.id),
  redirect_uri: FAULT_CLIENT.redirectUri,
  response_type: 'code',
  scope: 'all:all',
});

/** Signs the user of every fault test in. */
export async function signedIn(url: string): Promise<SignedIn> {
  const browser = new Browser();
  redirected(await signInAt(`${url}/oauth2/authorize?${QUERY}`, { id: 'faults', password: PASSWORD }, browser));
  const code = async (at = url): Promise<string> => {
    const page = await browser.get(`${at}/oauth2/authorize?${QUERY}`);
    if (page.location === null) throw new Error(`${page.status} ${page.body.slice(0, 500)}`);
    return redirected(page).get('code') ?? '';
  };
  return { code, chain: async () => chainFrom(url, FAULT_CLIENT, await code()) };
}

const EXAMINERS = 8;

/** As `examine`, several chains at a time. */
export async function examineAll(url: string, chains: readonly Chain[]): Promise<{ lost: number; doubled: number }> {
  const shares = Array.from({ length: EXAMINERS }, (_, index) => chains.filter((_chain, at) => at % EXAMINERS === index));
  const seen = await Promise.all(shares.map((share) => examine(url, share)));
  return seen.reduce((sum, { lost, doubled }) => ({ lost: sum.lost + lost, doubled: sum.doubled + doubled }), {
    lost: 0,
    doubled: 0,
  });
}
