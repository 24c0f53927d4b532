import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type CopyOptions, type DatabaseFile, FileRefused } from '../../database-file.ts';
import type { FileJob } from './file-process.ts';
import { FILE_PROCESS, type OwnProcess, startOwnProcess } from './own-process.ts';

/** How long is waited for killed processes to be gone: one that hangs in a file system may take for ever. */
const GONE_WITHIN_MS = 2_000;

/** A SQLite file in use, read from processes of their own, so that the event loop goes on and that they can be killed. */
export class SqliteFile implements DatabaseFile {
  readonly #path: string;
  readonly #processes: Set<OwnProcess<unknown>> = new Set();
  readonly #jobs: Set<Promise<unknown>> = new Set();
  #isStopped = false;

  constructor(path: string) {
    this.#path = path;
  }

  copyTo(options: CopyOptions): Promise<number> {
    return this.#counted(this.#copy(options));
  }

  check(): Promise<readonly string[]> {
    return this.#counted(this.#run<readonly string[]>({ kind: 'check', path: this.#path }));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { kill } of this.#processes) kill();
    await Promise.race([Promise.allSettled(this.#jobs), wait(GONE_WITHIN_MS, undefined, { ref: false })]);
  }

  async #copy(options: CopyOptions): Promise<number> {
    const draft = `${options.target}.${randomUUID()}.partial`;
    try {
      return await this.#run<number>({ kind: 'copy', path: this.#path, draft, options });
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #run<Answer>(job: FileJob): Promise<Answer> {
    if (this.#isStopped) throw new FileRefused('the database is closed');
    const started = startOwnProcess<Answer>(FILE_PROCESS, job);
    this.#processes.add(started);
    try {
      return await started.answer;
    } finally {
      this.#processes.delete(started);
    }
  }

  async #counted<T>(job: Promise<T>): Promise<T> {
    this.#jobs.add(job);
    try {
      return await job;
    } finally {
      this.#jobs.delete(job);
    }
  }
}
