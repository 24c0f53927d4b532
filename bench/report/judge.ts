import type { Row, Target } from '../framework/benchmark.ts';
import type { Round, Rounds } from '../framework/measure.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What the rounds of a subject come to. */
export interface SubjectFigures {
  readonly name: string;
  readonly perSecond: Spread;
  readonly cpuMicros?: Spread;
  readonly p50: Spread;
  readonly p99: Spread;
  /** How much of a core the load generator was busy: near 1 it is what was measured. */
  readonly loadShare: Spread;
  readonly eventLoopMs?: Spread;
}

/** What a target asks for and what was found. */
export interface Verdict extends Target {
  /** How many times as fast (`atLeast`), as dear or as slow; the median of the rounds, of speeds by the worse of both measures. */
  readonly ratio: Spread;
  /** Which was the worse, or was asked for. */
  readonly by: 'requests' | 'cpu' | 'p99';
  /** Absent when nothing was expected. */
  readonly met?: boolean;
}

/** A row whose speeds were measured. */
export interface SpeedFigures {
  readonly kind: 'speed';
  readonly name: string;
  /** What is counted; requests when absent. */
  readonly unit?: string;
  readonly subjects: readonly SubjectFigures[];
  readonly verdicts: readonly Verdict[];
}

/** Compares what was measured with what was expected, round by round: two that ran in turn met the same machine. */
export function judgeRow({ name, targets, unit }: Pick<Row, 'name' | 'targets' | 'unit'>, rounds: Rounds): SpeedFigures {
  return {
    kind: 'speed',
    name,
    ...(unit === undefined ? {} : { unit: unit.name }),
    subjects: [...rounds].map(([subject, own]) => figuresOf(subject, own)),
    verdicts: targets.map((target) => judge(target, rounds)),
  };
}

function figuresOf(name: string, rounds: readonly Round[]): SubjectFigures {
  const cpu = rounds.flatMap(({ cpuMicros }) => cpuMicros ?? []);
  const eventLoop = rounds.flatMap(({ eventLoopMs }) => eventLoopMs ?? []);
  return {
    name,
    perSecond: spreadOf(rounds.map(({ perSecond }) => perSecond)),
    ...(cpu.length === 0 ? {} : { cpuMicros: spreadOf(cpu) }),
    p50: spreadOf(rounds.map(({ p50 }) => p50)),
    p99: spreadOf(rounds.map(({ p99 }) => p99)),
    loadShare: spreadOf(rounds.map(({ loadShare }) => loadShare)),
    ...(eventLoop.length === 0 ? {} : { eventLoopMs: spreadOf(eventLoop) }),
  };
}

function judge(target: Target, rounds: Rounds): Verdict {
  const pairs = pairsOf(rounds.get(target.subject), rounds.get(target.against));
  const { atLeast, atMostCost, atMostP99 } = target;
  if (atMostP99 !== undefined) {
    const ratio = spreadOf(pairs.map(([own, other]) => own.p99 / other.p99));
    return { ...target, ratio, by: 'p99', met: ratio.median <= atMostP99 };
  }
  const { by, speed } = speedOf(pairs, target.byRequestsOnly === true);
  if (atLeast !== undefined) return { ...target, ratio: speed, by, met: speed.median >= atLeast };
  const cost = { median: 1 / speed.median, least: 1 / speed.greatest, greatest: 1 / speed.least };
  return { ...target, ratio: cost, by, ...(atMostCost === undefined ? {} : { met: cost.median <= atMostCost }) };
}

/** How many times as fast, by the worse of both measures. */
function speedOf(
  pairs: readonly [Round, Round][],
  byRequestsOnly: boolean,
): { readonly by: 'requests' | 'cpu'; readonly speed: Spread } {
  const byRequests = spreadOf(pairs.map(([own, other]) => own.perSecond / other.perSecond));
  const cpu = pairs.flatMap(([own, other]) => (own.cpuMicros && other.cpuMicros ? other.cpuMicros / own.cpuMicros : []));
  const byCpu = cpu.length === 0 || byRequestsOnly ? undefined : spreadOf(cpu);
  return byCpu !== undefined && byCpu.median < byRequests.median
    ? { by: 'cpu', speed: byCpu }
    : { by: 'requests', speed: byRequests };
}

function pairsOf(own: readonly Round[] = [], others: readonly Round[] = []): [Round, Round][] {
  return own.flatMap((round, index): [Round, Round][] => {
    const other = others[index];
    return other === undefined ? [] : [[round, other]];
  });
}
