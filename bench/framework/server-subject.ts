import type { LoadPlan } from '../load/load-plan.ts';
import type { RunningSubject, Subject } from './benchmark.ts';
import { eventLoopDelayOf } from './event-loop-delay.ts';
import { type Core, endProcess, messageOf, type Start, startProcess } from './processes.ts';

/** What a server of a benchmark sends its parent once it listens. */
export interface Listening {
  readonly port: number;
  /** What it made beforehand and is to be asked with, such as tokens. */
  readonly given?: object | undefined;
}

/** A module that serves, and what is asked of it; beside `load`, `flood` is asked at the same time and not counted. */
export interface ServerStart extends Omit<Start, 'core'> {
  /** By default the server's. */
  readonly core?: Core;
  readonly flood?: LoadPlan;
}

/** A subject that is a module of its own: it is started on the server's core and says `Listening`. */
export function serverSubject(name: string, start: ServerStart, load: LoadPlan): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const child = startProcess({ core: 'server', ...start });
      const { port, given } = await messageOf<Listening>(child);
      return {
        pid: child.pid ?? 0,
        port,
        load: given === undefined ? load : { ...load, data: { ...(load.data as object), ...given } },
        ...(start.flood === undefined ? {} : { flood: start.flood }),
        eventLoopDelay: () => eventLoopDelayOf(child),
        stop: () => endProcess(child),
      };
    },
  };
}

/** For the server: tells the parent that it listens, and what it is to be asked with. */
export function sayListening(port: number, given?: object): void {
  process.send?.({ port, given } satisfies Listening);
}
