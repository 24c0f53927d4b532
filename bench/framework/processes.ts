import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** Which core a process is tied to, where the machine has two and `taskset`; `any`: it is not tied. */
export type Core = 'server' | 'load' | 'any';

const CORES: Readonly<Record<Core, string | undefined>> = { server: '0', load: '1', any: undefined };

/** Whether processes are tied to cores here. */
export const PINNED: boolean = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

/** A process to start: a module with its arguments, on a core. */
export interface Start {
  readonly module: URL;
  readonly args?: readonly string[];
  readonly core: Core;
  readonly flags?: readonly string[];
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it writes to standard output goes to `/dev/null`, such as a log. */
  readonly silent?: boolean;
}

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a module by this Node. It can be sent messages, and ends with this process. */
export function startProcess({ module, args = [], core, flags = [], env = {}, silent = false }: Start): ChildProcess {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', ...flags, module.pathname, ...args];
  const tied = CORES[core];
  const [program = '', ...rest] = PINNED && tied !== undefined ? ['taskset', '-c', tied, ...node] : node;
  const child = spawn(program, rest, {
    stdio: ['ignore', silent ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    // As in service: a peer that is slower while it is developed with is not to be blamed for it.
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  started.add(child);
  return child;
}

/** The next message of a process. Rejects when it ends instead. */
export async function messageOf<T>(child: ChildProcess): Promise<T> {
  const abort = new AbortController();
  const ended = once(child, 'exit', { signal: abort.signal }).then(() => {
    throw new Error(`a process of the benchmark ended: ${child.spawnargs.join(' ')}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: abort.signal }), ended])) as [T];
    return message;
  } finally {
    abort.abort();
    ended.catch(() => undefined);
  }
}

/** Ends a process and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  started.delete(child);
}
