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
}

/** What a target asks for and what was found. */
export interface Verdict extends Target {
  /** How many times as fast (`atLeast`) or as dear (`atMostCost`); the median of the rounds, by the worse of both measures. */
  readonly ratio: Spread;
  /** Which of the two was the worse. */
  readonly by: 'requests' | 'cpu';
  readonly met: boolean;
}

/** A row that was measured. */
export interface RowFigures {
  readonly name: string;
  readonly subjects: readonly SubjectFigures[];
  readonly verdicts: readonly Verdict[];
}

/** Compares what was measured with what was expected, round by round: two that ran in turn met the same machine. */
export function judgeRow({ name, targets }: Pick<Row, 'name' | 'targets'>, rounds: Rounds): RowFigures {
  return {
    name,
    subjects: [...rounds].map(([subject, own]) => figuresOf(subject, own)),
    verdicts: targets.map((target) => judge(target, rounds)),
  };
}

function figuresOf(name: string, rounds: readonly Round[]): SubjectFigures {
  const cpu = rounds.flatMap(({ cpuMicros }) => cpuMicros ?? []);
  return {
    name,
    perSecond: spreadOf(rounds.map(({ perSecond }) => perSecond)),
    ...(cpu.length === 0 ? {} : { cpuMicros: spreadOf(cpu) }),
    p50: spreadOf(rounds.map(({ p50 }) => p50)),
    p99: spreadOf(rounds.map(({ p99 }) => p99)),
  };
}

function judge(target: Target, rounds: Rounds): Verdict {
  const pairs = pairsOf(rounds.get(target.subject), rounds.get(target.against));
  const byRequests = spreadOf(pairs.map(([own, other]) => own.perSecond / other.perSecond));
  const cpu = pairs.flatMap(([own, other]) => (own.cpuMicros && other.cpuMicros ? other.cpuMicros / own.cpuMicros : []));
  const byCpu = cpu.length === 0 ? undefined : spreadOf(cpu);
  const by = byCpu !== undefined && byCpu.median < byRequests.median ? 'cpu' : 'requests';
  const speed = by === 'cpu' && byCpu !== undefined ? byCpu : byRequests;
  const { atLeast, atMostCost } = target;
  if (atMostCost === undefined) return { ...target, ratio: speed, by, met: speed.median >= (atLeast ?? 0) };
  const cost = { median: 1 / speed.median, least: 1 / speed.greatest, greatest: 1 / speed.least };
  return { ...target, ratio: cost, by, met: cost.median <= atMostCost };
}

function pairsOf(own: readonly Round[] = [], others: readonly Round[] = []): [Round, Round][] {
  return own.flatMap((round, index): [Round, Round][] => {
    const other = others[index];
    return other === undefined ? [] : [[round, other]];
  });
}
