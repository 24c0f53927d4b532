const asked = process.env['HUFU_FAULT_RUNS'];

/** How often a fault is tried: so often as `HUFU_FAULT_RUNS` says, or `short` times. */
export function faultRuns(short: number): number {
  return asked === undefined ? short : Number(asked);
}

/** How long a test of faults may take, in milliseconds: a long run as long as it takes. */
export const FAULT_LIMIT_MS: number = asked === undefined ? 90_000 : 6 * 3_600_000;
