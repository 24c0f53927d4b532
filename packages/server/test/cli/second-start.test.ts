import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hufuCommand, PLAIN_ENVIRONMENT, startServerProcess } from '../support/server-process.ts';
import { freePort } from '../support/test-server.ts';

test('a second server on the same data directory says who has it and exits with 1, and the first is not disturbed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-second-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const first = await startServerProcess(directory, { HUFU_PORT: String(await freePort()) });
  onTestFinished(() => void first.end('SIGKILL'));
  const [program = '', ...argv] = hufuCommand('serve', '--port', String(await freePort()));
  const { status, stderr } = spawnSync(program, argv, { cwd: directory, env: PLAIN_ENVIRONMENT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^hufu: another process has .*hufu\.db open; stop it first, or send it the command\n$/),
  ]);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
});
