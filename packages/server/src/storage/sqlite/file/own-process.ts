import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FileRefused } from '../../database-file.ts';

/** A job that is done in a process of its own. */
export interface OwnProcess<Answer> {
  /** Settles once the process has ended. Rejects with `FileRefused` when it refused, was killed, or took too long. */
  readonly answer: Promise<Answer>;
  /** Kills it, whatever it is at: SQLite in the middle of a statement can be stopped in no other way. */
  kill(): void;
}

type Said =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused' | 'failed'; readonly message: string };

/** The module that does a `FileJob`. */
export const FILE_PROCESS: URL = new URL('./file-process.ts', import.meta.url);

const FLAGS = ['--disable-warning=ExperimentalWarning'];

/**
 * Starts `entry`, a module that calls `answerParent`, with a job. Nothing of the environment is handed on, since settings may hold
 * keys. After `limitMs` it is killed; without a limit it may take as long as it takes.
 */
export function startOwnProcess<Answer>(entry: URL, job: object, limitMs?: number): OwnProcess<Answer> {
  const child = fork(entry, [], {
    env: {},
    execArgv: FLAGS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  return { answer: answerOf<Answer>(child, { parent: process.pid, job }, limitMs), kill };
}

async function answerOf<Answer>(child: ChildProcess, message: object, limitMs: number | undefined): Promise<Answer> {
  let said: Said | undefined;
  let isLate = false;
  child.on('message', (answer) => (said = answer as Said));
  // A child that is killed before it has read its job.
  child.send(message, () => undefined);
  const expire = (): void => {
    isLate = true;
    child.kill('SIGKILL');
  };
  const timer = limitMs === undefined ? undefined : setTimeout(expire, limitMs);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
  }
  if (isLate)
    throw new FileRefused(`it took longer than ${Math.round((limitMs ?? 0) / 1000)} seconds, which a sound file does not`);
  return answeredBy<Answer>(said);
}

function answeredBy<Answer>(said: Said | undefined): Answer {
  if (said === undefined) throw new FileRefused('the work on the file was broken off');
  if (said.kind === 'done') return said.value as Answer;
  throw said.kind === 'refused' ? new FileRefused(said.message) : new Error(said.message);
}

/** How long work on a file that somebody else may have made can take, in milliseconds: a minute, and a second for each 2 MB. */
export function limitFor(bytes: number): number {
  return 60_000 + Math.ceil(bytes / 2_000);
}

/** In the process that `startOwnProcess` started: does the one job it is sent, and ends, also when the parent does. */
export function answerParent<Job>(work: (job: Job) => Promise<unknown>): void {
  process.once('message', (message) => {
    const { parent, job } = message as { readonly parent: number; readonly job: Job };
    // A thread, since this one may be inside SQLite when the parent ends.
    new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: parent }).unref();
    void saidOf(work, job).then((said) => process.send?.(said, () => process.exit()));
  });
}

async function saidOf<Job>(work: (job: Job) => Promise<unknown>, job: Job): Promise<Said> {
  try {
    return { kind: 'done', value: await work(job) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof FileRefused ? 'refused' : 'failed', message };
  }
}
