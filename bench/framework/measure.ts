import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { LoadOrder, LoadReport, LoadResult } from '../load/load-plan.ts';
import type { Pace, Row, RunningSubject } from './benchmark.ts';
import { cpuTimeOf } from './cpu-time.ts';
import { endProcess, messageOf, startProcess } from './processes.ts';

/** What one round of one subject found. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** CPU time of the server for a request, in microseconds; absent where the system does not tell. */
  readonly cpuMicros?: number;
  readonly p50: number;
  readonly p99: number;
  /** How much of a core the load generator was busy. */
  readonly loadShare: number;
  /** How late the server's timers came, where it was asked: the 99th percentile in milliseconds. */
  readonly eventLoopMs?: number;
}

/** The rounds of a row by subject, in the order of the row. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

const WARM_REQUESTS = 40_000;
/** How long a flood runs before and after what is measured beside it. */
const FLOOD_MARGIN_MS = 500;

interface Lane {
  readonly name: string;
  readonly subject: RunningSubject;
  readonly generator: ChildProcess;
  /** Floods the server meanwhile. */
  readonly flooder: ChildProcess | undefined;
  readonly rounds: Round[];
}

/** Measures the subjects of a row in turn, A B A B, all of them running all the time. Rejects on a wrong answer. */
export async function measureRow(row: Row, pace: Pace, progress: (text: string) => void): Promise<Rounds> {
  const lanes: Lane[] = [];
  try {
    for (const { name, start } of row.subjects) {
      progress(`${row.name}: ${name} starts`);
      const subject = await start();
      const flooder = subject.flood === undefined ? undefined : startGenerator(row);
      lanes.push({ name, subject, generator: startGenerator(row), flooder, rounds: [] });
    }
    for (const lane of lanes) {
      progress(`${row.name}: ${lane.name} warms up`);
      await prepare(lane);
      await warmUp(lane, pace);
    }
    for (let round = 1; round <= pace.rounds; round++) {
      for (const lane of lanes) {
        progress(`${row.name}: round ${round} of ${pace.rounds}, ${lane.name}`);
        lane.rounds.push(await measure(lane, row, pace.roundMs));
      }
    }
    return new Map(lanes.map(({ name, rounds }) => [name, rounds]));
  } finally {
    for (const lane of lanes) await stop(lane);
  }
}

async function stop({ subject, generator, flooder }: Lane): Promise<void> {
  await Promise.all([subject.stop(), endProcess(generator), ...(flooder === undefined ? [] : [endProcess(flooder)])]);
}

function startGenerator({ unpinned = false }: Row): ChildProcess {
  return startProcess({ module: new URL('../load/load-generator.ts', import.meta.url), core: unpinned ? 'any' : 'load' });
}

// What a client presents may be valid for minutes only, and a row can take longer: so each round is prepared anew.
async function prepare({ subject, generator, flooder }: Lane): Promise<void> {
  const { port, load, flood } = subject;
  await order(generator, { kind: 'prepare', plan: load, port });
  if (flooder !== undefined && flood !== undefined) await order(flooder, { kind: 'prepare', plan: flood, port });
}

/** Until the engine has compiled what runs often, which takes requests, not time; a slow subject is not waited for. */
async function warmUp({ generator, subject }: Lane, { warmUpMs, warmLimitMs }: Pace): Promise<void> {
  // Who pauses never comes to so many requests.
  const wanted = subject.load.pauseMs === undefined ? WARM_REQUESTS : 0;
  let requests = 0;
  for (let spent = 0; spent < warmUpMs || (requests < wanted && spent < warmLimitMs); spent += warmUpMs) {
    requests += (await run(generator, warmUpMs)).requests;
  }
}

async function measure(lane: Lane, row: Row, milliseconds: number): Promise<Round> {
  await prepare(lane);
  const { generator, flooder, subject } = lane;
  const flood = flooder === undefined ? undefined : run(flooder, milliseconds + 2 * FLOOD_MARGIN_MS);
  if (flood !== undefined) await begun(flood);
  if (row.eventLoop === true) await subject.eventLoopDelay();
  const before = cpuTimeOf(subject.pid);
  const { requests: sent, seconds, p50, p99, cpuShare: loadShare } = await run(generator, milliseconds);
  const after = cpuTimeOf(subject.pid);
  const eventLoop = row.eventLoop === true ? { eventLoopMs: await subject.eventLoopDelay() } : {};
  await flood;
  const requests = sent / (row.unit?.requests ?? 1);
  const cpu = before === undefined || after === undefined ? {} : { cpuMicros: ((after - before) * 1000) / requests };
  return { requests, perSecond: requests / seconds, ...cpu, p50, p99, loadShare, ...eventLoop };
}

/** When a flood has begun for good; it is waited for later, and must not fail unseen until then. */
async function begun(flood: Promise<unknown>): Promise<void> {
  flood.catch(() => undefined);
  await setTimeout(FLOOD_MARGIN_MS);
}

async function run(generator: ChildProcess, milliseconds: number): Promise<LoadResult> {
  const report = await order(generator, { kind: 'run', milliseconds });
  if (report.kind !== 'done') throw new Error('the load generator did not run');
  return report.result;
}

async function order(generator: ChildProcess, what: LoadOrder): Promise<LoadReport> {
  const answer = messageOf<LoadReport>(generator);
  generator.send(what);
  const report = await answer;
  if (report.kind === 'failed') throw new Error(report.reason);
  return report;
}
