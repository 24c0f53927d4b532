import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStorage } from './open-storage.ts';
import { DatabaseUnusable } from './storage-errors.ts';

const onFatal = (): void => undefined;

it('a sqlite URL names a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-open-'));
  const storage = await openStorage({ databaseUrl: `sqlite:${join(directory, 'a file.db')}`, onFatal });
  onTestFinished(async () => {
    await storage.close();
    rmSync(directory, { recursive: true });
  });
  await storage.ping();
});

it.each([
  '',
  'sqlite:',
  'sqlite::memory:',
  'sqlite://host/file',
  'mysql://user:canary@host/db',
  'postgres://user:canary@host/db?sslmode=prefer',
  'hufu.db',
  'SQLITE:x',
])('the URL %j is refused without being repeated', async (databaseUrl) => {
  const opened = openStorage({ databaseUrl, onFatal });
  await expect(opened).rejects.toThrow(DatabaseUnusable);
  await expect(opened).rejects.not.toThrow('canary');
});
