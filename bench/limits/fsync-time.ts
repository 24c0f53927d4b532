import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { quantile } from '../report/statistics.ts';

const TRIES = 100;

/** Milliseconds that a write of 4 KiB takes until the disk has it, where the databases of the benchmarks are: the median. */
export function fsyncTime(): number {
  const directory = new URL('../../.cache/bench/', import.meta.url);
  mkdirSync(directory, { recursive: true });
  const path = new URL(`fsync-${process.pid}`, directory);
  const file = openSync(path, 'w');
  const times: number[] = [];
  for (let tried = 0; tried < TRIES; tried++) {
    const before = performance.now();
    writeSync(file, Buffer.alloc(4096, tried));
    fsyncSync(file);
    times.push(performance.now() - before);
  }
  closeSync(file);
  rmSync(path);
  return quantile(
    times.toSorted((one, other) => one - other),
    0.5,
  );
}
