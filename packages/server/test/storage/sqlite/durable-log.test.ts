import { copyFileSync, fdatasync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Datasync, DurableLog } from '../../../src/storage/sqlite/durable-log.ts';
import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';
import { type Storage, StorageUnavailable } from '../../../src/storage/storage.ts';
import { user } from '../entities.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

interface Held {
  /** What is asked of the disk, in order, and not yet done. */
  readonly asked: ((error: Error | null) => void)[];
  readonly datasync: Datasync;
}

/** A disk that says when it is done only when it is told to. */
function heldDisk(): Held {
  const asked: ((error: Error | null) => void)[] = [];
  return { asked, datasync: (_, done) => void asked.push(done) };
}

async function turns(): Promise<void> {
  for (let index = 0; index < 5; index++) await turn();
}

/** Notes when a promise is fulfilled. */
function noted(log: string[], name: string, promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => log.push(name));
}

const add = (storage: Storage, id: string): Promise<unknown> => storage.transact((stores) => stores.users.insert(user({ id })));

describe('a commit that is not on the disk', () => {
  it('is told to nobody: not who asked for it, nor who reads what it made, at once or in a snapshot', async () => {
    const { asked, datasync } = heldDisk();
    const storage = await openTemporary({ datasync });
    const log: string[] = [];
    const told = [noted(log, 'written', add(storage, 'alice'))];
    await turns();
    expect(asked).toHaveLength(1);
    told.push(
      noted(
        log,
        'read',
        storage.read(({ users }) => users.find('alice')),
      ),
    );
    told.push(
      noted(
        log,
        'refused',
        storage.read(() => Promise.reject(new RangeError('seen'))).catch(() => undefined),
      ),
    );
    const begun = (): Promise<void> => Promise.resolve(void log.push('begun'));
    told.push(noted(log, 'snapshot', storage.snapshot(begun)));
    await turns();
    expect(log).toEqual([]);
    asked[0]?.(null);
    await Promise.all(told);
    expect(log.toSorted()).toEqual(['begun', 'read', 'refused', 'snapshot', 'written']);
  });

  it('waits for a request to the disk that was made after it', async () => {
    const { asked, datasync } = heldDisk();
    const path = temporaryPath();
    await (await openTemporary({ path })).close();
    const keeps = await openSqliteStorage({ path, onFatal: vi.fn() });
    const log = new DurableLog(path, datasync);
    onTestFinished(async () => {
      await log.close();
      await keeps.close();
    });
    const done: string[] = [];
    const syncs = ['first', 'second', 'third'].map((name) => noted(done, name, log.sync()));
    expect(asked).toHaveLength(1);
    asked[0]?.(null);
    await turns();
    // What came meanwhile shares the next one.
    expect(done).toEqual(['first']);
    expect(asked).toHaveLength(2);
    expect(log.pending).toBeDefined();
    asked[1]?.(null);
    await Promise.all(syncs);
    expect(log.pending).toBeUndefined();
  });

  it('and never can be, is told to nobody either, and the process must exit', async () => {
    const { asked, datasync } = heldDisk();
    const onFatal = vi.fn();
    const storage = await openSqliteStorage({ path: temporaryPath(), onFatal, datasync });
    onTestFinished(() => storage.close());
    const written = add(storage, 'alice');
    await turns();
    const read = storage.read(({ users }) => users.find('alice'));
    const failed = Promise.allSettled([written, read]);
    asked[0]?.(new Error('EIO'));
    for (const outcome of await failed) expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
    expect(onFatal).toHaveBeenCalledTimes(1);
    await expect(add(storage, 'bob')).rejects.toThrow(StorageUnavailable);
    // The system reports a failed write once; that the next request to the disk succeeds says nothing.
    expect(asked).toHaveLength(1);
  });
});

const UNITS = 120;
const CUTS = [1, 7, 30, 31, 64, 100, 120];

/** Runs units, cuts the power when so many were acknowledged, and counts what of these is then missing. */
async function lostByPowerCuts(isHonest: boolean): Promise<number> {
  const path = temporaryPath();
  const image = join(path, '..', 'disk');
  mkdirSync(image);
  const flush = (): void => {
    for (const ending of ['', '-wal']) copyFileSync(path + ending, join(image, `hufu.db${ending}`));
  };
  // What is on the disk for sure is what was written before the disk was asked.
  const datasync: Datasync = (file, done) => {
    if (!isHonest) return void setImmediate(done, null);
    flush();
    fdatasync(file, done);
  };
  const storage = await openSqliteStorage({ path, onFatal: vi.fn(), datasync });
  flush();
  const acknowledged: string[] = [];
  const cuts: { readonly path: string; readonly acknowledged: readonly string[] }[] = [];
  const work = async (worker: number): Promise<void> => {
    for (let index = worker; index < UNITS; index += 8) {
      await add(storage, `user-${index}`);
      acknowledged.push(`user-${index}`);
      if (!CUTS.includes(acknowledged.length)) continue;
      const cut = join(path, '..', `cut-${acknowledged.length}`);
      mkdirSync(cut);
      for (const ending of ['', '-wal']) copyFileSync(join(image, `hufu.db${ending}`), join(cut, `hufu.db${ending}`));
      cuts.push({ path: join(cut, 'hufu.db'), acknowledged: [...acknowledged] });
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
  await storage.close();
  expect(cuts).toHaveLength(CUTS.length);
  let lost = 0;
  for (const cut of cuts) {
    const found = await openTemporary({ path: cut.path });
    for (const id of cut.acknowledged) if ((await found.read(({ users }) => users.find(id))) === undefined) lost += 1;
  }
  return lost;
}

describe('a power cut', () => {
  it('takes nothing that was acknowledged: all of it was written before the disk was last asked', async () => {
    expect(await lostByPowerCuts(true)).toBe(0);
  });

  it('control: with a disk that says that it is done and is not, it is seen to', async () => {
    expect(await lostByPowerCuts(false)).toBeGreaterThan(0);
  });
});
