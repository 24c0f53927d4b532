import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { openSqliteStorage, type SqliteSettings } from '../../../src/storage/sqlite/open-sqlite-storage.ts';
import type { Storage } from '../../../src/storage/storage.ts';

/** A path for a database in a directory that is removed when the test ends. */
export function temporaryPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-storage-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'hufu.db');
}

/** Opens a database that is closed when the test ends; a fatal failure fails the test. */
export async function openTemporary(settings: Partial<SqliteSettings> = {}): Promise<Storage> {
  const onFatal = vi.fn<(error: Error) => void>();
  const storage = await openSqliteStorage({ path: temporaryPath(), onFatal, ...settings });
  onTestFinished(async () => {
    await storage.close();
    expect(onFatal).not.toHaveBeenCalled();
  });
  return storage;
}
