import type { ChildProcess } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { messageOf } from './processes.ts';

const RESOLUTION_MS = 2;
const QUESTION = 'event-loop-delay';

/** For the server: watches how late timers come, and answers when it is asked. */
export function watchEventLoop(): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('message', (question) => {
    if (question !== QUESTION) return;
    process.send?.(Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS));
    delay.reset();
  });
}

/** How late the timers of a server that watches have come since it was last asked: the 99th percentile in milliseconds. */
export async function eventLoopDelayOf(child: ChildProcess): Promise<number> {
  const answer = messageOf<number>(child);
  child.send(QUESTION);
  return answer;
}
