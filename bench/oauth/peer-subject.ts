import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import { serverSubject } from '../framework/server-subject.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { peerModule } from '../peers/ensure-peers.ts';

/** A module in `bench/peers/` that serves. */
export interface PeerSubject {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly (string | number)[];
  readonly unpinned?: boolean;
  /** What is asked of it, beside what it says when it listens. */
  readonly load: LoadPlan;
}

/** A peer, installed where it is not there yet. */
export function peerSubject({ name, script, args = [], unpinned = false, load }: PeerSubject): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const module = peerModule(script);
      const core = unpinned ? ('any' as const) : ('server' as const);
      return serverSubject(name, { module, args: args.map(String), core, silent: true }, load).start();
    },
  };
}
