import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from '../../src/storage/migrations/migrations.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { startControlledServer } from './controlled-server.ts';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  await line.hufu(['user', 'add', 'alice', '--no-password']);
  await line.hufu(['client', 'add', 'wiki']);
});
afterEach(() => line.remove());

const path = (name: string): string => join(line.cwd, name);
const key = (): string => readFileSync(path('data/at-rest.key'), 'utf8').trimEnd();
const userIds = async (): Promise<string[]> => ((await line.json(['user', 'list'])) as { id: string }[]).map(({ id }) => id);

function change(name: string, statement: string): void {
  const database = new DatabaseSync(path(name));
  database.exec(statement);
  database.close();
}

function count(name: string, query: string): number {
  const database = new DatabaseSync(path(name), { readOnly: true });
  const [value] = Object.values(database.prepare(query).get() ?? {});
  database.close();
  return Number(value);
}

async function serve(): Promise<() => Promise<void>> {
  const server = await startControlledServer(line.dataDir);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= server.closeSocket().then(() => server.closeDatabase());
    return stopping;
  };
  onTestFinished(stop);
  return stop;
}

describe('hufu backup', () => {
  test('writes one file that only its owner can read, and says that the at-rest key is not in it', async () => {
    const { code, out, err } = await line.hufu(['backup', 'b.db']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Wrote .*b\.db: [0-9.]+ MB, checked\.\n$/)]);
    expect(err).toMatch(/^the at-rest key \([\w-]{12}\) is not in it: keep the key apart/);
    expect(statSync(path('b.db')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path('b.db'), 'latin1')).not.toContain(key());
    expect(readdirSync(line.cwd).sort()).toEqual(['b.db', 'data']);
  });

  test('--with-key puts the key in and warns of it', async () => {
    const { code, err } = await line.hufu(['backup', '--with-key', 'b.db']);
    expect([code, err]).toEqual([0, expect.stringMatching(/^warning: the at-rest key \(.*\) is in it/)]);
    expect(readFileSync(path('b.db'), 'latin1')).toContain(key());
    expect(readFileSync(path('data/hufu.db'), 'latin1')).not.toContain(key());
    expect(statSync(path('b.db')).mode & 0o777).toBe(0o600);
  });

  test('a running server makes it, with all that it had acknowledged, and it is in the audit', async () => {
    await serve();
    await line.hufu(['user', 'add', 'bob', '--no-password']);
    expect((await line.hufu(['backup', 'b.db'])).code).toBe(0);
    expect(count('b.db', "select count(*) from users where id in ('alice', 'bob')")).toBe(2);
    expect(await line.json(['audit', 'list', '--action', 'database.backed_up'])).toMatchObject([{ detail: { with_key: false } }]);
  });

  test('where the root key must not leave the server, --with-key is refused', async () => {
    await serve();
    const { code, err } = await line.hufu(['backup', '--with-key', 'b.db']);
    expect([code, err]).toEqual([1, 'hufu: the at-rest key is not at hand here\n']);
    expect(existsSync(path('b.db'))).toBe(false);
  });

  test('nothing that exists is replaced; with --force an earlier backup is, and nothing else ever', async () => {
    await line.hufu(['backup', 'b.db']);
    const before = readFileSync(path('b.db'));
    expect(await line.hufu(['backup', 'b.db'])).toMatchObject({ code: 1, err: expect.stringContaining('exists') });
    expect(readFileSync(path('b.db')).equals(before)).toBe(true);
    await line.hufu(['user', 'add', 'bob', '--no-password']);
    expect((await line.hufu(['backup', '--force', 'b.db'])).code).toBe(0);
    expect(count('b.db', 'select count(*) from users')).toBe(2);
    line.write('notes', 'mine');
    // Not even opened: a database that was made to do harm, by whoever can write where backups go.
    change('view.db', endless('if exists instance', 'name').replace('view if exists', 'view'));
    for (const other of ['view.db', 'data/hufu.db', 'data/at-rest.key', 'data/hufu.db.lock', 'notes', 'data']) {
      const { code, err } = await line.hufu(['backup', '--force', other]);
      expect([code, err]).toEqual([1, expect.stringContaining('exists and is no backup')]);
    }
    expect(readFileSync(path('notes'), 'utf8')).toBe('mine');
    expect(await userIds()).toEqual(['alice', 'bob']);
  }, 60_000);

  test('a place that cannot be written is refused, and nothing is left there', async () => {
    const { code, err } = await line.hufu(['backup', 'missing/b.db']);
    expect([code, err]).toEqual([1, expect.stringMatching(/missing\/b\.db cannot be written \(ENOENT\)/)]);
    expect(readdirSync(line.cwd)).toEqual(['data']);
  });

  test('rows that were deleted are not in it', async () => {
    await line.hufu(['client', 'add', 'vanishing-marker']);
    await line.hufu(['client', 'delete', 'vanishing-marker']);
    await line.hufu(['backup', 'b.db']);
    expect(count('b.db', 'pragma freelist_count')).toBe(0);
  });
});

describe('hufu restore', () => {
  test('that is refused leaves no data directory behind', async () => {
    await line.hufu(['backup', 'keyless.db']);
    line.write('text.db', 'no database');
    for (const file of ['keyless.db', 'text.db', 'absent.db']) {
      expect((await line.hufu(['restore', file, '--data-dir', path('deep/er')])).code, file).toBe(1);
      expect(existsSync(path('deep')), file).toBe(false);
    }
  });

  beforeEach(async () => {
    await line.hufu(['backup', '--with-key', 'b.db']);
    await line.hufu(['user', 'add', 'bob', '--no-password']);
  });

  test('puts the backup in place, keeps what was there beside, and records it in a chain that still verifies', async () => {
    expect(await line.hufu(['restore', 'b.db'])).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
    expect(await userIds()).toEqual(['alice', 'bob']);
    const view = (await line.json(['restore', '--force', 'b.db'])) as { kept_database: string };
    expect(view).toMatchObject({ key_taken_from_backup: false, kept_key: null, made_at: expect.stringMatching(/Z$/) });
    expect(await userIds()).toEqual(['alice']);
    expect(view.kept_database).toMatch(/hufu\.db\.\d{8}T\d{9}Z$/);
    expect(count(view.kept_database.slice(line.cwd.length + 1), 'select count(*) from users')).toBe(2);
    expect(await line.json(['audit', 'list', '--action', 'database.restored'])).toHaveLength(1);
    expect((await line.hufu(['verify'])).code).toBe(0);
    expect(readdirSync(line.dataDir).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  test('into an empty data directory it takes the key out of the backup, and no trace of it stays in the database', async () => {
    const before = key();
    rmSync(line.dataDir, { recursive: true });
    expect(await line.json(['restore', 'b.db'])).toMatchObject({ key_taken_from_backup: true, kept_database: null });
    expect(key()).toBe(before);
    expect(statSync(path('data/at-rest.key')).mode & 0o777).toBe(0o600);
    expect(statSync(path('data/hufu.db')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path('data/hufu.db'), 'latin1')).not.toContain(before);
    expect(await userIds()).toEqual(['alice']);
  });

  test('another key that was there is kept beside', async () => {
    const before = key();
    const other = 'A'.repeat(43);
    writeFileSync(path('data/at-rest.key'), `${other}\n`);
    const { kept_key } = (await line.json(['restore', '--force', 'b.db'])) as { kept_key: string };
    expect(readFileSync(kept_key, 'utf8')).toBe(`${other}\n`);
    expect(key()).toBe(before);
    expect((await line.hufu(['verify'])).code).toBe(0);
  });

  test('refused without the key it was made under: it says which, and nothing is changed', async () => {
    await line.hufu(['backup', 'keyless.db']);
    rmSync(line.dataDir, { recursive: true });
    const { code, err } = await line.hufu(['restore', 'keyless.db']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/the at-rest key of this backup \([\w-]{12}\) is neither here nor in it: put/),
    ]);
    expect(existsSync(line.dataDir)).toBe(false);
  });

  test('killed between the key and the database, it says at the next start what to do, and either of both helps', async () => {
    const before = readFileSync(path('b.db'));
    rmSync(line.dataDir, { recursive: true });
    await line.hufu(['user', 'add', 'carol', '--no-password']);
    const old = key();
    const { kept_database, kept_key } = (await line.json(['restore', '--force', 'b.db'])) as Record<string, string>;
    writeFileSync(path('data/hufu.db'), readFileSync(String(kept_database)));
    const { code, err } = await line.hufu(['user', 'list']);
    expect([code, err]).toEqual([1, expect.stringContaining('a restore was interrupted between its key and its database')]);
    expect(err).toContain(
      `Run the same hufu restore again; or, to stay with the old database, put its key back: mv ${kept_key} `,
    );
    expect((await line.hufu(['restore', '--force', 'b.db'])).code).toBe(0);
    expect(await userIds()).toEqual(['alice']);
    expect(readFileSync(path('b.db')).equals(before)).toBe(true);
    writeFileSync(path('data/hufu.db'), readFileSync(String(kept_database)));
    renameSync(String(kept_key), path('data/at-rest.key'));
    expect([key(), await userIds()]).toEqual([old, ['carol']]);
  }, 60_000);

  test('refused while a server runs', async () => {
    const stop = await serve();
    const { code, err } = await line.hufu(['restore', '--force', 'b.db']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/a server or another command has .*hufu\.db open: stop it first\. Nothing/),
    ]);
    await stop();
    expect(await userIds()).toEqual(['alice', 'bob']);
  });

  test.each([
    ['is not there', 'none.db', 'there is no file', () => undefined],
    ['is no database', 'text', 'no database of Hufu', () => line.write('text', 'just some text. '.repeat(500))],
    ['is a database of something else', 'other.db', 'no database of Hufu', () => change('other.db', 'create table t (a)')],
    [
      'is newer than the program',
      'b.db',
      'newer program',
      () => change('b.db', `insert into schema_migrations values (${MIGRATIONS.length + 1}, 'x', 1)`),
    ],
    ['is damaged', 'b.db', 'damaged', () => damage('b.db')],
    [
      'carries a trigger',
      'b.db',
      'trigger planted is not ours',
      () => change('b.db', 'create trigger planted after insert on users begin select 1; end'),
    ],
    [
      'has a view without end where the migrations are recorded',
      'b.db',
      'view schema_migrations is not ours',
      () => change('b.db', endless('schema_migrations', 'number')),
    ],
    [
      'has such a view among its settings',
      'b.db',
      'view instance is not ours',
      () => change('b.db', endless('instance', 'name')),
    ],
    ['has a foreign table', 'b.db', 'table mine is not ours', () => change('b.db', 'create table mine (a, b as (a + 1) stored)')],
    ['has a foreign index', 'b.db', 'index mine is not ours', () => change('b.db', 'create index mine on users (id)')],
    [
      'has a generated column',
      'b.db',
      'table users is not as the migrations make it',
      () => change('b.db', 'alter table users add column extra text as (hex(id))'),
    ],
    [
      'has a setting that is longer than any of ours',
      'b.db',
      'no database of Hufu',
      () => change('b.db', "update instance set value = hex(zeroblob(1000)) where name = 'at_rest_key_id'"),
    ],
    ['is the database itself', 'data/hufu.db', 'is the database itself', () => undefined],
  ])('refused when the file %s, and nothing is changed', async (_, ...[name, reason, prepare]) => {
    prepare();
    const { code, err } = await line.hufu(['restore', '--force', name]);
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
    expect(await userIds()).toEqual(['alice', 'bob']);
    expect(readdirSync(line.dataDir).sort()).toEqual(['at-rest.key', 'hufu.db', 'hufu.db.lock']);
  });

  test('what lies in the log of a database that was killed never meets the restored one, and is kept', async () => {
    // What a process that is killed leaves behind: a log that was not written back.
    const killed = new DatabaseSync(path('data/hufu.db'));
    killed.exec("pragma wal_autocheckpoint = 0; update users set fullname = 'Late' where id = 'bob'");
    for (const suffix of ['', '-wal']) writeFileSync(path(`left${suffix}`), readFileSync(path(`data/hufu.db${suffix}`)));
    killed.close();
    for (const suffix of ['', '-wal']) writeFileSync(path(`data/hufu.db${suffix}`), readFileSync(path(`left${suffix}`)));
    const { kept_database } = (await line.json(['restore', '--force', 'b.db'])) as { kept_database: string };
    expect(await userIds()).toEqual(['alice']);
    expect((await line.hufu(['verify'])).code).toBe(0);
    expect(count(kept_database.slice(line.cwd.length + 1), "select count(*) from users where fullname = 'Late'")).toBe(1);
  });

  test('a database that is damaged is replaced all the same, and kept', async () => {
    writeFileSync(path('data/hufu.db'), 'this was a database once. '.repeat(400));
    writeFileSync(path('data/hufu.db-wal'), 'and this its log');
    const { kept_database } = (await line.json(['restore', '--force', 'b.db'])) as { kept_database: string };
    expect(readFileSync(`${kept_database}-wal`, 'utf8')).toBe('and this its log');
    expect(await userIds()).toEqual(['alice']);
  });
});

/** Puts a view that never ends in the place of a table. */
function endless(table: string, column: string): string {
  return `drop table ${table};
    create view ${table} as with recursive n(${column}) as (select 1 union all select ${column} + 1 from n)
    select ${column}, ${column} as value from n`;
}

function damage(name: string): void {
  const bytes = readFileSync(path(name));
  bytes.fill(0xee, 4096 * 20, 4096 * 30);
  chmodSync(path(name), 0o600);
  writeFileSync(path(name), bytes);
}
