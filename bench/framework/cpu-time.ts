import { readFileSync } from 'node:fs';

// The kernel counts in ticks, of which there are a hundred a second wherever Node runs on Linux.
const TICK_MS = 10;

/** CPU time that a process and all its threads have used, in milliseconds; `undefined` where the system does not say. */
export function cpuTimeOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which may hold anything, in parentheses: user time is the 12th, system time the 13th.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return undefined;
  }
}
