import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';
import { DatabaseInUse, DatabaseUnusable } from '../../../src/storage/storage-errors.ts';
import { user } from '../entities.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

const OWNER = fileURLToPath(new URL('own-database.ts', import.meta.url));
const onFatal = (): void => undefined;

describe('the file of a SQLite database', () => {
  it('has one owner: a second opener is refused, and the first is not disturbed', async () => {
    const path = temporaryPath();
    const first = await openTemporary({ path });
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseInUse);
    }
    expect(await first.transact((stores) => stores.users.insert(user()))).toBe('inserted');
  });

  it('has one owner under all its names', async () => {
    const path = temporaryPath();
    await openTemporary({ path });
    const link = join(dirname(path), 'link.db');
    symlinkSync(path, link);
    await expect(openSqliteStorage({ path: link, onFatal })).rejects.toThrow(DatabaseInUse);
  });

  it('can be opened again once its owner has closed it, with all that was written', async () => {
    const path = temporaryPath();
    const first = await openTemporary({ path });
    await first.transact((stores) => stores.users.insert(user()));
    await first.close();
    const second = await openTemporary({ path });
    expect(await second.read((stores) => stores.users.find('alice'))).toEqual(user());
  });

  it('is free again after kill -9 of the process that had it', async () => {
    const path = temporaryPath();
    const owner = spawn(process.execPath, [OWNER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner.stdout, 'data');
    await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseInUse);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await (await openTemporary({ path })).ping();
  });

  it('and everything beside it can be read by its owner only, whatever the mode was before', async () => {
    const path = temporaryPath();
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    const storage = await openTemporary({ path });
    await storage.transact((stores) => stores.users.insert(user()));
    const modes = readdirSync(dirname(path)).map((name) => statSync(join(dirname(path), name)).mode & 0o777);
    expect(modes.length).toBeGreaterThanOrEqual(4);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('is refused when it is something else, and left as it was', async () => {
    const path = temporaryPath();
    writeFileSync(path, 'not a database at all, but long enough to be looked at as one. '.repeat(20));
    await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseUnusable);
    await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseUnusable);
  });

  it('is refused when it cannot be created or names no file', async () => {
    const path = join(dirname(temporaryPath()), 'missing', 'hufu.db');
    await expect(openSqliteStorage({ path, onFatal })).rejects.toThrow(DatabaseUnusable);
    await expect(openSqliteStorage({ path: ':memory:', onFatal })).rejects.toThrow(DatabaseUnusable);
    expect(existsSync(path)).toBe(false);
  });

  it('is in WAL mode and holds what was committed, whoever reads it', async () => {
    const path = temporaryPath();
    const storage = await openTemporary({ path });
    await storage.transact((stores) => stores.users.insert(user()));
    const other = new DatabaseSync(path, { readOnly: true });
    onTestFinished(() => other.close());
    expect(other.prepare('pragma journal_mode').get()?.['journal_mode']).toBe('wal');
    expect(other.prepare('select count(*) as count from users').get()?.['count']).toBe(1);
  });
});
