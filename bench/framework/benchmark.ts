import type { LoadPlan } from '../load/load-plan.ts';

/** A server that is measured, while it runs. */
export interface RunningSubject {
  readonly pid: number;
  readonly port: number;
  /** What is asked of it. */
  readonly load: LoadPlan;
  /** What is asked of it at the same time, and neither counted nor timed. */
  readonly flood?: LoadPlan;
  /** The 99th percentile in milliseconds since it was last asked; only of a server that watches it. */
  eventLoopDelay(): Promise<number>;
  stop(): Promise<void>;
}

/** One of those that a row compares. */
export interface Subject {
  readonly name: string;
  start(): Promise<RunningSubject>;
}

/**
 * What a row is to show: `subject` is as fast as `atLeast` times `against`, or a request costs it at most `atMostCost` times
 * as much, by requests a second and by CPU time, the worse of the two; or its 99th percentile is at most `atMostP99` times
 * the other's. With `cost` alone, how many times as much a request costs is shown, and nothing is expected of it.
 */
export interface Target {
  readonly subject: string;
  readonly against: string;
  readonly atLeast?: number;
  readonly atMostCost?: number;
  readonly atMostP99?: number;
  readonly cost?: true;
  /** Only requests a second count: the work is the same, and done by others than the process that is timed. */
  readonly byRequestsOnly?: boolean;
}

/** Subjects that are measured in turn in one run, and what is expected of them. */
export interface Row {
  readonly kind?: 'speed';
  readonly name: string;
  readonly subjects: readonly Subject[];
  readonly targets: readonly Target[];
  /** What is counted, where it takes several requests. */
  readonly unit?: { readonly name: string; readonly requests: number };
  /** Whether the load generator has a core of its own; by default it has. */
  readonly unpinned?: boolean;
  /** Ask the servers how late their timers come. */
  readonly eventLoop?: boolean;
}

/** One whose size or duration is taken, once a round. */
export interface Gauge {
  readonly name: string;
  measure(): Promise<number>;
}

/** What a gauge may come to: at most so much, or at most so many times another. */
export interface Bound {
  readonly subject: string;
  readonly atMost: number;
  readonly against?: string;
}

/** Sizes or durations that are taken in turn in one run. */
export interface GaugeRow {
  readonly kind: 'gauge';
  readonly name: string;
  readonly unit: string;
  /** At most so many rounds, where one takes long. */
  readonly rounds?: number;
  readonly gauges: readonly Gauge[];
  readonly bounds: readonly Bound[];
}

/** A row of the table that cannot be measured, and why. */
export interface AbsentRow {
  readonly kind: 'absent';
  readonly name: string;
  readonly reason: string;
}

/** How long and how often is measured. */
export interface Pace {
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
  /** When a slow subject is no longer warmed up. */
  readonly warmLimitMs: number;
  /** Leave out what takes minutes to prepare. */
  readonly quick: boolean;
}

/** A benchmark of the table in docs: some rows, prepared when they are asked for. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  rows(pace: Pace): AsyncIterable<Row | GaugeRow | AbsentRow>;
}
