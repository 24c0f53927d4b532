/** What is remembered of the failures under one key. Times are milliseconds since 1970. */
export interface ThrottleState {
  readonly count: number;
  readonly windowStart: number;
  readonly blockedUntil: number;
}

/** Counters of failures, shared by all nodes and kept over restarts. Keys are canonical. */
export interface ThrottleStore {
  find(key: string): Promise<ThrottleState | undefined>;
  /**
   * Replaces the state only if it still is `expected` (`undefined`: absent); answers whether it did.
   * So two attempts that race can never both use the last one that was free.
   */
  advance(key: string, expected: ThrottleState | undefined, next: ThrottleState): Promise<boolean>;
  clear(key: string): Promise<void>;
}
