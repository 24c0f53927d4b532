import { Worker } from 'node:worker_threads';
import { type CopyOptions, type DatabaseFile, FileRefused } from '../../database-file.ts';
import type { FileJob, FileOutcome } from './file-worker.ts';

/** A SQLite file, read from threads of their own, so that the event loop goes on. */
export class SqliteFile implements DatabaseFile {
  readonly #path: string;
  readonly #atRest: boolean;
  readonly #workers: Set<Worker> = new Set();

  constructor(path: string, { atRest }: { readonly atRest: boolean }) {
    this.#path = path;
    this.#atRest = atRest;
  }

  async copyTo(options: CopyOptions): Promise<number> {
    const outcome = await this.#run({ kind: 'copy', path: this.#path, options });
    if (outcome.kind !== 'copied') throw refused(outcome);
    return outcome.bytes;
  }

  async check(): Promise<readonly string[]> {
    const outcome = await this.#run({ kind: 'check', path: this.#path, atRest: this.#atRest });
    if (outcome.kind !== 'checked') throw refused(outcome);
    return outcome.problems;
  }

  /** Breaks off what is at work; its callers hear of it. */
  async stop(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  async #run(job: FileJob): Promise<FileOutcome> {
    const worker = new Worker(new URL('./file-worker.ts', import.meta.url), { workerData: job });
    this.#workers.add(worker);
    try {
      return await new Promise<FileOutcome>((resolve, reject) => {
        worker.once('message', (outcome: FileOutcome) => resolve(outcome));
        worker.once('error', reject);
        worker.once('exit', () => reject(new FileRefused('the database was closed meanwhile')));
      });
    } finally {
      this.#workers.delete(worker);
    }
  }
}

function refused(outcome: FileOutcome): Error {
  return new FileRefused(outcome.kind === 'refused' ? outcome.message : 'the thread answered something else');
}
