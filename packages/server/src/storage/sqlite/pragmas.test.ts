import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { DatabaseUnusable } from '../storage-errors.ts';
import { applyPragmas, WRITER_PRAGMAS } from './pragmas.ts';

function read(database: DatabaseSync, pragma: string): unknown {
  return Object.values(database.prepare(`pragma ${pragma}`).get() ?? {})[0];
}

it('a connection that writes is durable and strict: WAL, synchronous=FULL, foreign keys, no trust in the schema, deleted is overwritten', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-pragmas-'));
  const database = new DatabaseSync(join(directory, 'hufu.db'));
  onTestFinished(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });
  applyPragmas(database, WRITER_PRAGMAS);
  const found = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema', 'secure_delete'].map((name) =>
    read(database, name),
  );
  expect(found).toEqual(['wal', 2, 1, 5000, 0, 1]);
});

it('a connection on which a pragma does not hold is not served', () => {
  // A database in memory has no WAL.
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  expect(() => applyPragmas(database, WRITER_PRAGMAS)).toThrow(DatabaseUnusable);
});
