import type { ChildProcess } from 'node:child_process';
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
}

/** The rounds of a row by subject, in the order of the row. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

const WARM_REQUESTS = 40_000;
const WARM_LIMIT_MS = 20_000;

interface Lane {
  readonly name: string;
  readonly subject: RunningSubject;
  readonly generator: ChildProcess;
  readonly rounds: Round[];
}

/** Measures the subjects of a row in turn, A B A B, all of them running all the time. Rejects on a wrong answer. */
export async function measureRow(row: Row, pace: Pace, progress: (text: string) => void): Promise<Rounds> {
  const lanes: Lane[] = [];
  try {
    for (const { name, start } of row.subjects) {
      progress(`${row.name}: ${name} starts`);
      lanes.push({ name, subject: await start(), generator: startGenerator(), rounds: [] });
    }
    for (const lane of lanes) {
      progress(`${row.name}: ${lane.name} warms up`);
      await prepare(lane);
      await warmUp(lane, pace.warmUpMs);
    }
    for (let round = 1; round <= pace.rounds; round++) {
      for (const lane of lanes) {
        progress(`${row.name}: round ${round} of ${pace.rounds}, ${lane.name}`);
        lane.rounds.push(await measure(lane, pace.roundMs));
      }
    }
    return new Map(lanes.map(({ name, rounds }) => [name, rounds]));
  } finally {
    for (const { subject, generator } of lanes) await Promise.all([subject.stop(), endProcess(generator)]);
  }
}

function startGenerator(): ChildProcess {
  return startProcess({ module: new URL('../load/load-generator.ts', import.meta.url), core: 'load' });
}

// What a client presents may be valid for minutes only, and a row can take longer: so each round is prepared anew.
async function prepare({ subject, generator }: Lane): Promise<void> {
  await order(generator, { kind: 'prepare', plan: subject.load, port: subject.port });
}

/** Until the engine has compiled what runs often, which takes requests, not time; a slow subject is not waited for. */
async function warmUp(lane: Lane, milliseconds: number): Promise<void> {
  let requests = 0;
  for (let spent = 0; spent < milliseconds || (requests < WARM_REQUESTS && spent < WARM_LIMIT_MS); spent += milliseconds) {
    ({ requests } = await load(lane, milliseconds).then((result) => ({ requests: requests + result.requests })));
  }
}

async function measure(lane: Lane, milliseconds: number): Promise<Round> {
  await prepare(lane);
  const before = cpuTimeOf(lane.subject.pid);
  const { requests, seconds, p50, p99 } = await load(lane, milliseconds);
  const after = cpuTimeOf(lane.subject.pid);
  const cpu = before === undefined || after === undefined ? {} : { cpuMicros: ((after - before) * 1000) / requests };
  return { requests, perSecond: requests / seconds, ...cpu, p50, p99 };
}

async function load({ generator }: Lane, milliseconds: number): Promise<LoadResult> {
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
