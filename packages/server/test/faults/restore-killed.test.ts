import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { hufuCommand, PLAIN_ENVIRONMENT } from '../support/server-process.ts';
import { report } from './oracle.ts';

const RUNS = 10;
const ROWS = 20_000;

test('kill -9 in the middle of a restore leaves the old database or the new one, whole; restoring again completes it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-restore-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const hufu = (...argv: string[]): void => {
    const [program = '', ...rest] = hufuCommand(...argv);
    const { status, stderr } = spawnSync(program, rest, { cwd: directory, env: PLAIN_ENVIRONMENT, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  hufu('user', 'add', 'restored', '--no-password');
  fill(join(directory, 'data/hufu.db'));
  hufu('backup', '--with-key', 'b.db');
  hufu('user', 'add', 'replaced', '--no-password');
  cpSync(join(directory, 'data'), join(directory, 'before'), { recursive: true });
  const whole = await restoreFor(directory, Number.POSITIVE_INFINITY);

  const seen = { old: 0, new: 0, broken: 0 };
  for (let run = 0; run < RUNS; run++) {
    rmSync(join(directory, 'data'), { recursive: true });
    cpSync(join(directory, 'before'), join(directory, 'data'), { recursive: true });
    // When does not matter to what must hold; spread out, so that every part of it is hit.
    await restoreFor(directory, (whole * run * 1.1) / RUNS);
    seen[stateOf(join(directory, 'data/hufu.db'))] += 1;
    if (run % 3 !== 0) continue;
    hufu('verify');
    hufu('restore', '--force', 'b.db');
    expect(stateOf(join(directory, 'data/hufu.db'))).toBe('new');
    expect(existsSync(join(directory, 'data/hufu.db.restoring'))).toBe(false);
  }
  report('restore killed', { runs: RUNS, ...seen });
  expect(seen.broken).toBe(0);
});

/** Restores, and kills that so many milliseconds after it began to copy; answers for how long it was at work. */
async function restoreFor(directory: string, milliseconds: number): Promise<number> {
  const [program = '', ...argv] = hufuCommand('restore', '--force', 'b.db');
  const child = spawn(program, argv, { cwd: directory, env: PLAIN_ENVIRONMENT, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(join(directory, 'data/hufu.db.restoring')) && child.exitCode === null) await wait(1);
  const began = performance.now();
  if (Number.isFinite(milliseconds)) {
    await Promise.race([wait(milliseconds), ended]);
    child.kill('SIGKILL');
  }
  await ended;
  return performance.now() - began;
}

/** Makes the database large enough for a restore to take a while. */
function fill(path: string): void {
  const database = new DatabaseSync(path);
  const insert = database.prepare('insert into throttles values (?, 1, ?, 0)');
  database.exec('begin');
  for (let row = 0; row < ROWS; row++) insert.run(`key ${row} ${'x'.repeat(400)}`, Date.now());
  database.exec('commit');
  database.close();
}

function stateOf(path: string): 'old' | 'new' | 'broken' {
  if (!existsSync(path)) return 'broken';
  const database = new DatabaseSync(path);
  try {
    if (Object.values(database.prepare('pragma integrity_check').get() ?? {})[0] !== 'ok') return 'broken';
    const ids = database
      .prepare('select id from users order by id')
      .all()
      .map((row) => String(row['id']));
    if (ids.join() === 'restored') return 'new';
    return ids.join() === 'replaced,restored' ? 'old' : 'broken';
  } finally {
    database.close();
  }
}
