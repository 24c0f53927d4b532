import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { signIn } from '../support/sign-in.ts';
import { openPage } from '../support/watched-page.ts';

const PASSWORD = 'violet-anchor-93-mosaic';
const pathOf = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

let browser: Browser;
let server: RealServer;
const started: ChildProcess[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startRealServer()]);
});
afterAll(async () => {
  const exits = started.filter(({ exitCode }) => exitCode === null).map((child) => [child, once(child, 'exit')] as const);
  for (const [child] of exits) child.kill('SIGTERM');
  await Promise.all(exits.map(([, exit]) => exit));
  await Promise.all([browser.close(), server.stop()]);
});

/** A command of the checkout, run in the directory of the server. */
function run(script: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [pathOf(script), ...args], {
    cwd: server.directory,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

async function printedBy(child: ChildProcess, wanted: RegExp): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (wanted.test(printed)) resolve(printed);
      });
    }
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
}

test('one command registers the example at the running server and starts it, as often as it is given', async () => {
  const added = run('packages/server/bin/hufu.mjs', [
    'user',
    'add',
    'lin',
    '--fullname',
    '林晓雨',
    '--password-stdin',
    '--permanent',
  ]);
  added.stdin?.end(`${PASSWORD}\n`);
  expect(await printedBy(added, /lin was made/)).toContain('User lin was made.');
  for (const attempt of [1, 2]) {
    const port = await freePort();
    const example = run('examples/relying-party/start.mjs', [], { HUFU_ISSUER: server.url, PORT: String(port) });
    expect(await printedBy(example, /runs on/)).toContain(`The example application runs on http://localhost:${port}`);
    const { page, complaints, close } = await openPage(browser);
    await page.goto(`http://localhost:${port}/sign-in`);
    await signIn(page, { id: 'lin', password: PASSWORD });
    expect(await page.getByRole('heading').innerText(), `attempt ${attempt}`).toBe('Hello, 林晓雨');
    expect(complaints).toEqual([]);
    await close();
  }
});

test('without a server to register at, it says what to do', async () => {
  const example = run('examples/relying-party/start.mjs', [], { HUFU_ISSUER: `http://localhost:${await freePort()}` });
  expect(await printedBy(example, /npm start/)).toMatch(
    /^No Hufu answers at http:\S+\. Start it in another terminal: npm start\n$/,
  );
});

test('on its own it says which command registers it', async () => {
  const example = run('examples/relying-party/main.ts', [], { PORT: '8080' });
  expect(await printedBy(example, /npx hufu/)).toContain(
    'npx hufu client add example --redirect-uri http://localhost:8080/callback',
  );
});
