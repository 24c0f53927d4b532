import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SqlValue } from '../../src/storage/sql/connection.ts';
import { DatabaseHealth } from '../../src/storage/sqlite/database-health.ts';
import { SqliteConnection } from '../../src/storage/sqlite/sqlite-connection.ts';
import { SqliteStorage } from '../../src/storage/sqlite/sqlite-storage.ts';
import { type Storage, StorageUnavailable } from '../../src/storage/storage.ts';
import { auditEvent, user } from '../storage/entities.ts';
import { openTemporary, temporaryPath } from '../storage/sqlite/temporary-database.ts';
import { report } from './oracle.ts';

const UNITS = 6;

/**
 * What fails: every statement that changes something or bounds a transaction, counted together. Without an error code it is a
 * commit that fails and says that it did not.
 */
class FailingConnection extends SqliteConnection {
  readonly #errcode: number | undefined;
  #left: number;

  constructor(database: DatabaseSync, { at, errcode }: { readonly at: number; readonly errcode: number | undefined }) {
    super(database);
    this.#left = at;
    this.#errcode = errcode;
  }

  /** Whether the failure has not come yet. */
  get isWhole(): boolean {
    return this.#left > 0;
  }

  override run(sql: string, parameters: readonly SqlValue[]): number {
    this.#count();
    return super.run(sql, parameters);
  }

  override post(sql: string, parameters: readonly SqlValue[]): void {
    this.#count();
    super.post(sql, parameters);
  }

  override execute(sql: string): void {
    if (!sql.startsWith('rollback')) this.#count();
    super.execute(this.#left === 0 && this.#errcode === undefined && sql === 'commit' ? 'rollback' : sql);
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left === 0 && this.#errcode !== undefined) throw Object.assign(new Error('injected'), { errcode: this.#errcode });
  }
}

/** One unit of work that touches several tables: half of it would be seen. */
function unit(storage: Storage, id: string): Promise<unknown> {
  return storage.transact(async (stores) => {
    await stores.users.insert(user({ id }));
    await stores.instance.putIfAbsent(`of ${id}`, id);
    await stores.audit.append(auditEvent({ userId: id }));
  });
}

async function tracesOf(storage: Storage, id: string): Promise<number> {
  return storage.read(async (stores) => {
    const traces = [await stores.users.find(id), await stores.instance.find(`of ${id}`)];
    const rows = await stores.audit.list({ userId: id, limit: 10 });
    return traces.filter((trace) => trace !== undefined).length + rows.length;
  });
}

async function tryFailure(
  at: number,
  errcode: number | undefined,
): Promise<{ acknowledged: number; lost: number; half: number; more: boolean }> {
  const path = temporaryPath();
  await (await openTemporary({ path })).close();
  const writer = new FailingConnection(new DatabaseSync(path), { at, errcode });
  const openReader = (): SqliteConnection => new SqliteConnection(new DatabaseSync(path, { readOnly: true }));
  const lock = { release: (): void => undefined };
  const onFatal = vi.fn();
  const health = new DatabaseHealth(onFatal);
  const storage = new SqliteStorage({ lock, writer, reader: openReader(), openReader, health, unitLimit: 10_000 });
  onTestFinished(() => storage.close());
  const ids = Array.from({ length: UNITS }, (_, index) => `user-${index}`);
  // Some share a commit, some come after it.
  const first = await Promise.allSettled(ids.slice(0, 4).map((id) => unit(storage, id)));
  const outcomes = [...first, ...(await Promise.allSettled(ids.slice(4).map((id) => unit(storage, id))))];
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(StorageUnavailable);
  const failed = !writer.isWhole;
  expect(onFatal).toHaveBeenCalledTimes(failed && errcode === 10 ? 1 : 0);
  if (failed && errcode === 13) await unit(storage, 'afterwards');
  await storage.close();
  const found = await openTemporary({ path });
  const traces = await Promise.all(ids.map((id) => tracesOf(found, id)));
  return {
    acknowledged: outcomes.filter(({ status }) => status === 'fulfilled').length,
    lost: outcomes.filter(({ status }, index) => status === 'fulfilled' && traces[index] !== 3).length,
    half: outcomes.filter(({ status }, index) => status === 'rejected' && traces[index] !== 0).length,
    more: failed,
  };
}

async function tryAll(errcode: number | undefined): Promise<{ runs: number; acknowledged: number; lost: number; half: number }> {
  const seen = { runs: 0, acknowledged: 0, lost: 0, half: 0 };
  for (let at = 1, more = true; more; at++) {
    const outcome = await tryFailure(at, errcode);
    seen.runs += 1;
    seen.acknowledged += outcome.acknowledged;
    seen.lost += outcome.lost;
    seen.half += outcome.half;
    ({ more } = outcome);
  }
  return seen;
}

test.each([
  ['the disk is full', 13],
  ['an I/O error', 10],
])('the n-th write fails (%s), for every n: nothing acknowledged is lost, nothing stays half done', async (name, errcode) => {
  const seen = await tryAll(errcode);
  report(`n-th write failing, ${name}`, seen);
  expect(seen).toMatchObject({ lost: 0, half: 0 });
  expect(seen.runs).toBeGreaterThan(UNITS * 4);
});

test('control: a commit that fails and says that it did not is seen to lose', async () => {
  const seen = await tryAll(undefined);
  report('n-th write failing, control that loses', seen);
  expect(seen.lost).toBeGreaterThan(0);
});
