import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '../../src/cli/connection.ts';
import { importFile } from '../../src/cli/import/import-file.ts';
import { beginReport, type ImportSummary } from '../../src/cli/import/import-report.ts';
import { MOST_ROWS } from '../../src/cli/import/import-users.ts';
import { checkUsersFile } from '../../src/cli/import/read-rows.ts';
import { execute, type OperationContext, OperationRefused } from '../../src/cli/operations/operation.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { type ControlledServer, startControlledServer } from './controlled-server.ts';

const ROWS = 3 * MOST_ROWS + 10;

let line: CommandLine;
let server: ControlledServer;
beforeEach(async () => {
  line = commandLine();
  mkdirSync(line.dataDir, { mode: 0o700 });
  server = await startControlledServer(line.dataDir);
  line.write('users.csv', `id\n${Array.from({ length: ROWS }, (_, index) => `user${index}\n`).join('')}`);
});
afterEach(async () => {
  await server.closeSocket();
  await server.closeDatabase();
  line.remove();
});

/** Does operations in this process, until `batches` were done. */
function failingAfter(batches: number, context: OperationContext): Pick<Connection, 'perform'> {
  let done = 0;
  return {
    perform: (operation, input) => {
      if (done === batches) return Promise.reject(new OperationRefused(['the running server went away']));
      done += 1;
      return execute(operation, context, input);
    },
  };
}

function countUsers(): Promise<number> {
  return server.context.storage.read(async ({ users }) => (await users.search({ offset: 0, limit: 1 })).total);
}

function countAuditRows(): Promise<number> {
  return server.context.storage.read(
    async ({ audit }) => (await audit.list({ action: 'user.created', limit: 10 * ROWS })).length,
  );
}

test('an import that is interrupted leaves whole batches, and doing it again goes on from there', async () => {
  const file = await checkUsersFile(join(line.cwd, 'users.csv'));
  const report = await beginReport(undefined);
  const mode = { plan: false, update: false, replace_passwords: false };
  const interrupted = importFile(failingAfter(2, server.context), { file, mode, report, progress: () => undefined });
  await expect(interrupted).rejects.toThrow(`${2 * MOST_ROWS} of ${ROWS} rows were done before: run the command again to go on`);
  expect([await countUsers(), await countAuditRows()]).toEqual([2 * MOST_ROWS, 2 * MOST_ROWS]);
  const summary = (await line.json(['import', 'csv', '--users', 'users.csv'])) as ImportSummary;
  expect(summary).toMatchObject({ created: ROWS - 2 * MOST_ROWS, unchanged: 2 * MOST_ROWS, refused: 0 });
  expect([await countUsers(), await countAuditRows()]).toEqual([ROWS, ROWS]);
});

test('with a running server it is the server that imports, in units of work between which others are answered', async () => {
  const order: string[] = [];
  const done = line.json(['import', 'csv', '--users', 'users.csv']).then(() => order.push('imported'));
  let between = 0;
  while (order.length === 0) {
    const count = await countUsers();
    expect(count % MOST_ROWS === 0 || count === ROWS).toBe(true);
    if (count > 0 && count < ROWS) between += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  expect(between).toBeGreaterThan(0);
  expect(await countUsers()).toBe(ROWS);
});
