import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What was measured on. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** The kernel's load averages of 1, 5 and 15 minutes before anything was started: above 0.5 others were at work too. */
  readonly loadBefore: readonly number[];
  /** Milliseconds that a write of 4 KiB with `fsync` takes on the disk of the databases: the median of a hundred. */
  readonly fsyncMs: number;
}

/** This machine, as it is now. */
export function describeMachine(fsyncMs: number): Machine {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    loadBefore: loadavg().map((load) => Math.round(load * 100) / 100),
    fsyncMs,
  };
}
