import { parentPort, workerData } from 'node:worker_threads';
import { type CopyOptions, FileRefused } from '../../database-file.ts';
import { checkDatabase } from './check-database.ts';
import { copyDatabase } from './copy-database.ts';
import { openAtRest, openForReading } from './open-file.ts';

/** What a thread is started for. */
export type FileJob =
  | { readonly kind: 'copy'; readonly path: string; readonly options: CopyOptions }
  /** `atRest`: nobody writes the file. */
  | { readonly kind: 'check'; readonly path: string; readonly atRest: boolean };

/** What came of it. */
export type FileOutcome =
  | { readonly kind: 'copied'; readonly bytes: number }
  | { readonly kind: 'checked'; readonly problems: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

async function run(job: FileJob): Promise<FileOutcome> {
  try {
    if (job.kind === 'copy') return { kind: 'copied', bytes: copyDatabase(job.path, job.options) };
    const database = job.atRest ? openAtRest(job.path) : openForReading(job.path);
    try {
      return { kind: 'checked', problems: await checkDatabase(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof FileRefused) return { kind: 'refused', message: error.message };
    throw error;
  }
}

// It is started by `SqliteFile` and by nobody else.
parentPort?.postMessage(await run(workerData as FileJob));
