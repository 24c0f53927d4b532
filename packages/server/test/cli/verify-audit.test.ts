import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/storage/open-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { enforceRetention } from '../../src/storage/upkeep/retention.ts';
import { auditEvent, DAY, NOW } from '../storage/entities.ts';
import { type CommandLine, commandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  await line.hufu(['user', 'add', 'alice', '--no-password']);
  await line.hufu(['client', 'add', 'wiki']);
  await line.hufu(['client', 'add', 'shop']);
  await line.hufu(['client', 'disable', 'wiki']);
});
afterEach(() => line.remove());

async function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage({ databaseUrl: `sqlite:${join(line.dataDir, 'hufu.db')}`, onFatal: () => undefined });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

function tamper(statement: string): void {
  const database = new DatabaseSync(join(line.dataDir, 'hufu.db'));
  database.exec(statement);
  database.close();
}

describe('hufu audit verify', () => {
  test('checks every chain and tells how many rows of each it checked, and its head', async () => {
    expect(await line.json(['audit', 'verify'])).toMatchObject([
      { chain: 0, client: null, rows_checked: 1, intact: true, broken: null, head: { sequence: 1, hash: expect.any(String) } },
      { chain: 1, client: 'wiki', rows_checked: 2, intact: true },
      { chain: 2, client: 'shop', rows_checked: 1, intact: true },
    ]);
    const { code, out } = await line.hufu(['audit', 'verify']);
    expect(code).toBe(0);
    expect(out).toMatch(/^CHAIN {3}CLIENT {2}CHECKED {2}RESULT {2}HEAD\nsystem +1 +intact {2}1 [0-9a-f]{64}\n1 +wiki +2 +intact/);
  });

  test('with --client checks only the chain of that client, by its name or id, also when it is gone', async () => {
    for (const client of ['wiki', '1']) {
      expect(await line.json(['audit', 'verify', '--client', client])).toMatchObject([{ chain: 1, rows_checked: 2 }]);
    }
    await line.hufu(['client', 'delete', 'wiki']);
    expect(await line.json(['audit', 'verify', '--client', '1'])).toMatchObject([{ chain: 1, client: null, rows_checked: 3 }]);
    const { code, err } = await line.hufu(['audit', 'verify', '--client', 'wiki']);
    expect([code, err]).toEqual([1, 'hufu: there is no such client\n']);
  });

  test('names the first broken row of a chain and what differs, checks the other chains, and exits with 1', async () => {
    const events = (await line.json(['audit', 'list', '--client', '1'])) as { id: string }[];
    tamper("update audit set address = '198.51.100.1' where chain = 1");
    const { code, out, err } = await line.hufu(['audit', 'verify']);
    expect(code).toBe(1);
    expect(err).toBe(
      `hufu: the chain of client 1 (wiki) is broken at row 1, id ${events.at(-1)?.id}: its members and the row before it do not give its hash\n`,
    );
    expect(out).toMatch(/system +1 +intact/);
    expect(out).toMatch(/1 +wiki +0 +broken at row 1\n/);
    expect(out).toMatch(/2 +shop +1 +intact/);
  });

  test('checks a long chain in steps, and one that was trimmed by age from where it begins now', async () => {
    await withStorage(async (storage) => {
      await storage.transact(async ({ audit }) => {
        for (let row = 0; row < 2_500; row++) await audit.append(auditEvent({ at: NOW + row * DAY, clientId: 7 }));
      });
    });
    expect(await line.json(['audit', 'verify', '--client', '7'])).toMatchObject([{ rows_checked: 2_500, intact: true }]);
    await withStorage((storage) => {
      const round = { now: NOW + 1_000 * DAY, isStopping: () => false };
      return enforceRetention(storage, { historyMs: undefined, auditMs: 400 * DAY }, round);
    });
    const trimmed = [{ rows_checked: 1_900, intact: true, head: { sequence: 2_500 } }];
    expect(await line.json(['audit', 'verify', '--client', '7'])).toMatchObject(trimmed);
    tamper('delete from audit where chain = 7 and sequence = 601');
    expect((await line.hufu(['audit', 'verify', '--client', '7'])).err).toContain('broken at row 601: it is missing');
  });
});
