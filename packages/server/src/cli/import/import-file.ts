import type { Connection } from '../connection.ts';
import { OperationRefused } from '../operations/operation.ts';
import type { ImportReport } from './import-report.ts';
import { type ImportMode, importUsers } from './import-users.ts';
import { batchesOf, type UsersFile } from './read-rows.ts';

/** An import of users from a file that was read through. */
export interface UsersImport {
  readonly file: UsersFile;
  readonly mode: ImportMode;
  readonly report: ImportReport;
  /** Told after each batch how many rows are done. */
  readonly progress: (done: number) => void;
}

/**
 * Imports a file, batch by batch: each is done whole or not at all. When it is interrupted, what was done stays, and doing it
 * again goes on from there, since users who are there already are found unchanged.
 */
export async function importFile(connection: Pick<Connection, 'perform'>, task: UsersImport): Promise<void> {
  const { file, mode, report, progress } = task;
  let done = 0;
  try {
    for await (const { rows, refused } of batchesOf(file)) {
      const imported = rows.length === 0 ? [] : await connection.perform(importUsers, { ...mode, rows });
      await report.take([...imported, ...refused].sort((one, other) => one.line - other.line));
      done += rows.length + refused.length;
      progress(done);
    }
  } catch (error) {
    if (!(error instanceof OperationRefused) || done === 0) throw error;
    const far = `${done} of ${file.rows} rows were done before: run the command again to go on`;
    throw new OperationRefused([...error.problems, far], { cause: error });
  }
}
