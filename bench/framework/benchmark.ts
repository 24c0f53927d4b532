import type { LoadPlan } from '../load/load-plan.ts';

/** A server that is measured, while it runs. */
export interface RunningSubject {
  readonly pid: number;
  readonly port: number;
  /** What is asked of it. */
  readonly load: LoadPlan;
  stop(): Promise<void>;
}

/** One of those that a row compares. */
export interface Subject {
  readonly name: string;
  start(): Promise<RunningSubject>;
}

/**
 * What a row is to show: `subject` is as fast as `atLeast` times `against`, or a request costs it at most `atMostCost` times
 * as much. Both requests a second and CPU time count, the worse of the two.
 */
export interface Target {
  readonly subject: string;
  readonly against: string;
  readonly atLeast?: number;
  readonly atMostCost?: number;
}

/** Subjects that are measured in turn in one run, and what is expected of them. */
export interface Row {
  readonly name: string;
  readonly subjects: readonly Subject[];
  readonly targets: readonly Target[];
}

/** How long and how often is measured. */
export interface Pace {
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
  /** Leave out what takes minutes to prepare. */
  readonly quick: boolean;
}

/** A benchmark of the table in docs: some rows, prepared when they are asked for. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  rows(pace: Pace): AsyncIterable<Row>;
}
