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

function runExample(port: number, env: Record<string, string> = {}): ChildProcess {
  return run('examples/relying-party/start.mjs', [], { HUFU_ISSUER: server.url, PORT: String(port), ...env });
}

/** What a command said, and its exit code, when it has ended. */
async function endOf(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

async function expectSignIn(port: number, which: string): Promise<void> {
  const { page, complaints, close } = await openPage(browser);
  await page.goto(`http://localhost:${port}/sign-in`);
  await signIn(page, { id: 'lin', password: PASSWORD });
  expect(await page.getByRole('heading').innerText(), which).toBe('Hello, 林晓雨');
  expect(complaints).toEqual([]);
  await close();
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
  const port = await freePort();
  for (const attempt of [1, 2]) {
    const example = runExample(port);
    expect(await printedBy(example, /runs on/)).toContain(`The example application runs on http://localhost:${port}`);
    await expectSignIn(port, `attempt ${attempt}`);
    if (attempt === 2) continue;
    example.kill('SIGTERM');
    await once(example, 'exit');
  }
});

test('a copy that finds its port taken says so in one sentence and leaves the registration of the first as it is', async () => {
  const port = await freePort();
  await printedBy(runExample(port), /runs on/);
  const second = await endOf(runExample(port));
  expect(second).toEqual({ code: 1, printed: `Port ${port} is taken: set PORT to another one.\n` });
  await expectSignIn(port, 'the first copy');
});

test('a copy on another port leaves the registration of the first as it is', async () => {
  const [port, other] = [await freePort(), await freePort()];
  for (const each of [port, other]) await printedBy(runExample(each), /runs on/);
  for (const each of [port, other]) await expectSignIn(each, `port ${each}`);
});

test.each([
  ['to register at', {}],
  ['that it was registered at', { CLIENT_ID: '1', CLIENT_SECRET: 'not-asked-for' }],
])('without a server %s, it says what to do', async (_which, registration) => {
  const issuer = `http://localhost:${await freePort()}`;
  const example = await endOf(runExample(await freePort(), { HUFU_ISSUER: issuer, ...registration }));
  expect(example).toEqual({
    code: 1,
    printed: `No Hufu answers at ${issuer}: start it in another terminal (npm start), or set HUFU_ISSUER to where it is.\n`,
  });
});

test('a port that is none is told in one sentence', async () => {
  const { code, printed } = await endOf(run('examples/relying-party/start.mjs', [], { HUFU_ISSUER: server.url, PORT: 'x' }));
  expect({ code, printed }).toEqual({
    code: 1,
    printed: 'Nothing can listen on port x (ERR_SOCKET_BAD_PORT): set PORT to another one.\n',
  });
});

test('on its own it says which command registers it', async () => {
  const example = run('examples/relying-party/main.ts', [], { PORT: '8080' });
  expect(await printedBy(example, /npx hufu/)).toContain(
    'npx hufu client add example --redirect-uri http://localhost:8080/callback',
  );
});
