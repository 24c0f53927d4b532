import type { LoadPlan } from '../load/load-plan.ts';
import type { RunningSubject, Subject } from './benchmark.ts';
import { endProcess, messageOf, type Start, startProcess } from './processes.ts';

/** What a server of a benchmark sends its parent once it listens. */
export interface Listening {
  readonly port: number;
}

/** A subject that is a module of its own: it is started on the server's core and says `Listening`. */
export function serverSubject(name: string, start: Omit<Start, 'core'>, load: LoadPlan): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const child = startProcess({ ...start, core: 'server' });
      const { port } = await messageOf<Listening>(child);
      return { pid: child.pid ?? 0, port, load, stop: () => endProcess(child) };
    },
  };
}

/** For the server: tells the parent that it listens. */
export function sayListening(port: number): void {
  process.send?.({ port } satisfies Listening);
}
