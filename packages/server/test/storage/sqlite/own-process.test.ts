import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileRefused } from '../../../src/storage/database-file.ts';
import { copyPrivately } from '../../../src/storage/sqlite/file/durable-file.ts';
import { startOwnProcess } from '../../../src/storage/sqlite/file/own-process.ts';
import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';

const ENDLESS = new URL('../../support/endless-statement.ts', import.meta.url);
const PARENT = fileURLToPath(new URL('../../support/endless-parent.ts', import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hufu-process-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (name: string): string => join(directory, name);

async function pidIn(file: string): Promise<number> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').endsWith('\n')) await wait(5);
  return Number(readFileSync(file, 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Who has ended, and was not yet waited for, is no longer at work.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a statement that never ends is killed at the limit', async () => {
  await expect(startOwnProcess(ENDLESS, { pidFile: path('pid') }, 3_000).answer).rejects.toThrow('took longer than 3 seconds');
  expect(isAlive(existsSync(path('pid')) ? await pidIn(path('pid')) : 0x7fffffff)).toBe(false);
});

test('a statement that never ends is killed when nobody wants its answer', async () => {
  const { answer, kill } = startOwnProcess(ENDLESS, { pidFile: path('pid') });
  const refused = expect(answer).rejects.toThrow(FileRefused);
  const pid = await pidIn(path('pid'));
  kill();
  await refused;
  expect(isAlive(pid)).toBe(false);
});

test('it ends with its parent, however that ended', async () => {
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PARENT, path('pid')], { stdio: 'ignore' });
  const pid = await pidIn(path('pid'));
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  while (isAlive(pid)) await wait(20);
});

test('closing the database breaks a backup off, of which nothing stays, and refuses the next one', async () => {
  const storage = await openSqliteStorage({ path: path('hufu.db'), onFatal: () => undefined });
  const options = { target: path('b.db'), replace: false, key: undefined, madeAt: 1 };
  const refused = expect(storage.file?.copyTo(options)).rejects.toThrow('broken off');
  await storage.close();
  await refused;
  await expect(storage.file?.copyTo(options)).rejects.toThrow('the database is closed');
  expect(readdirSync(directory).filter((name) => name.startsWith('b.db'))).toEqual([]);
});

test('a private copy has mode 0600 whatever the original has, and is the same', () => {
  writeFileSync(path('original'), Buffer.alloc(3_000_000, 'hufu'));
  chmodSync(path('original'), 0o644);
  copyPrivately(path('original'), path('copy'));
  expect(statSync(path('copy')).mode & 0o777).toBe(0o600);
  expect(readFileSync(path('copy')).equals(readFileSync(path('original')))).toBe(true);
});
