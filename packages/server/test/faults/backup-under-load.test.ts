import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hufuCommand, PLAIN_ENVIRONMENT, startServerProcess } from '../support/server-process.ts';
import { examine, faultWorld, refreshOnce, report, startChains } from './oracle.ts';

const CHAINS = 4;
const BACKUPS = 2;

test('a backup under load holds all that was acknowledged before it, and is sound; no request fails meanwhile', async () => {
  const { directory, settings } = await faultWorld();
  const server = await startServerProcess(directory, settings);
  onTestFinished(() => void server.end('SIGKILL'));
  const chains = await startChains(server.url, CHAINS);
  let acknowledged = 0;
  let isOver = false;
  const load = chains.map(async (chain) => {
    while (!isOver) {
      expect(await refreshOnce(server.url, chain)).toEqual({ kind: 'acknowledged' });
      acknowledged += 1;
    }
  });
  const before: string[][] = [];
  for (let run = 0; run < BACKUPS; run++) {
    before.push(chains.flatMap((chain) => chain.accessTokens));
    await hufu(directory, 'backup', '--with-key', `backup-${run}.db`);
    await hufu(directory, 'verify', `backup-${run}.db`);
  }
  await hufu(directory, 'verify');
  isOver = true;
  await Promise.all(load);
  const { lost, doubled } = await examine(server.url, chains);
  await server.end('SIGTERM');
  let missing = 0;
  for (const [run, tokens] of before.entries()) missing += await missingIn(directory, `backup-${run}.db`, tokens);
  report('backup under load', { runs: BACKUPS, acknowledged, missing, lost, doubled });
  expect({ missing, lost, doubled }).toEqual({ missing: 0, lost: 0, doubled: 0 });
});

/** How many of the tokens a backup does not know: each token begins with the id that its row has. */
async function missingIn(directory: string, name: string, tokens: readonly string[]): Promise<number> {
  const bytes = readFileSync(join(directory, name), 'latin1');
  return tokens.filter((token) => !bytes.includes(idOf(token))).length;
}

function idOf(token: string): string {
  const id = /^hfa_(.{16})/.exec(token)?.[1];
  if (id === undefined) throw new Error('an access token without an id');
  return id;
}

async function hufu(directory: string, ...argv: string[]): Promise<void> {
  const [program = '', ...rest] = hufuCommand(...argv);
  const child = spawn(program, rest, { cwd: directory, env: PLAIN_ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const [code] = (await once(child, 'exit')) as [number | null];
  expect([argv[0], code, code === 0 ? '' : said]).toEqual([argv[0], 0, '']);
}
