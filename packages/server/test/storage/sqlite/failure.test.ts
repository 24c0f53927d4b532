import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DatabaseHealth } from '../../../src/storage/sqlite/database-health.ts';
import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';
import { SqliteConnection } from '../../../src/storage/sqlite/sqlite-connection.ts';
import { SqliteStorage } from '../../../src/storage/sqlite/sqlite-storage.ts';
import { type Storage, StorageUnavailable } from '../../../src/storage/storage.ts';
import { auditEvent, user } from '../entities.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

const PAGE = 4096;

interface Limited {
  readonly storage: Storage;
  readonly onFatal: ReturnType<typeof vi.fn>;
  /** Lets the file grow to so many pages, from now on. */
  limitPages(pages: number): void;
}

/** A storage whose file can be told not to grow. */
async function openLimited(path: string): Promise<Limited> {
  await (await openTemporary({ path })).close();
  const database = new DatabaseSync(path);
  const onFatal = vi.fn();
  const storage = new SqliteStorage({
    lock: { release: () => undefined },
    writer: new SqliteConnection(database),
    reader: new SqliteConnection(new DatabaseSync(path, { readOnly: true })),
    openReader: () => new SqliteConnection(new DatabaseSync(path, { readOnly: true })),
    health: new DatabaseHealth(onFatal),
    unitLimit: 10_000,
  });
  onTestFinished(() => storage.close());
  return { storage, onFatal, limitPages: (pages) => database.exec(`pragma max_page_count = ${pages}`) };
}

describe('when the disk is full', () => {
  it('everybody in the batch is refused as unavailable, nothing of it stays, and later work goes through', async () => {
    const { storage, onFatal, limitPages } = await openLimited(temporaryPath());
    limitPages(1);
    const large = (): Promise<unknown> =>
      storage.transact(async (stores) => {
        await stores.users.insert(user({ id: 'large' }));
        for (let row = 0; row < 50; row++) await stores.audit.append(auditEvent({ detail: { text: 'x'.repeat(PAGE) } }));
      });
    const small = (): Promise<unknown> => storage.transact((stores) => stores.instance.putIfAbsent('small', 'fits'));
    const outcomes = await Promise.allSettled([small(), large(), small()]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
    expect(await storage.read((stores) => stores.users.find('large'))).toBeUndefined();
    expect(await storage.read((stores) => stores.instance.find('small'))).toBeUndefined();
    expect(await small()).toBe('fits');
    limitPages(100_000);
    await large();
    expect(await storage.read((stores) => stores.users.find('large'))).toBeDefined();
    expect(onFatal).not.toHaveBeenCalled();
  });
});

describe('when another program holds the file', () => {
  it('everybody in the batch is refused as unavailable, and later work goes through', async () => {
    const path = temporaryPath();
    const { storage, onFatal } = await openLimited(path);
    const intruder = new DatabaseSync(path);
    onTestFinished(() => intruder.close());
    intruder.exec('begin immediate');
    const refused = await Promise.allSettled(
      ['a', 'b'].map((id) => storage.transact((stores) => stores.users.insert(user({ id })))),
    );
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
    intruder.exec('rollback');
    expect(await storage.transact((stores) => stores.users.insert(user()))).toBe('inserted');
    expect(onFatal).not.toHaveBeenCalled();
  });
});

describe('when a page of the file is corrupt', () => {
  it('the process is told to exit, once, and no more work is taken', async () => {
    const path = temporaryPath();
    const filled = await openTemporary({ path });
    await filled.transact(async (stores) => {
      for (let row = 0; row < 100; row++) await stores.audit.append(auditEvent({ detail: { text: 'x'.repeat(1000) } }));
    });
    await filled.close();
    const onFatal = vi.fn();
    const storage = await openSqliteStorage({ path, onFatal });
    onTestFinished(() => storage.close());
    overwritePages(path, 40);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(storage.read((stores) => stores.audit.list({ limit: 100 }))).rejects.toThrow(StorageUnavailable);
    }
    expect(onFatal).toHaveBeenCalledTimes(1);
    await expect(storage.transact((stores) => stores.users.insert(user()))).rejects.toThrow(StorageUnavailable);
    await expect(storage.ping()).rejects.toThrow(StorageUnavailable);
  });
});

describe('a unit that awaits something that never comes', () => {
  it('is cut off and rolled back, and holds up neither the others nor the closing', async () => {
    const storage = await openTemporary({ unitLimit: 5 });
    const stuck = storage.transact(async (stores) => {
      await stores.users.insert(user({ id: 'stuck' }));
      await new Promise(() => undefined);
    });
    const next = storage.transact((stores) => stores.users.insert(user()));
    const closed = storage.close();
    await expect(stuck).rejects.toThrow(StorageUnavailable);
    expect(await next).toBe('inserted');
    await closed;
  });

  it('may be one that waits for a unit of its own making', async () => {
    const storage = await openTemporary({ unitLimit: 5 });
    const nested = storage.transact(() => storage.transact((stores) => stores.users.insert(user())));
    await expect(nested).rejects.toThrow(StorageUnavailable);
    await storage.close();
  });
});

function overwritePages(path: string, from: number): void {
  const file = openSync(path, 'r+');
  const pages = fstatSync(file).size / PAGE;
  for (let page = from; page < pages; page++) writeSync(file, Buffer.alloc(PAGE, 0xee), 0, PAGE, page * PAGE);
  closeSync(file);
}
