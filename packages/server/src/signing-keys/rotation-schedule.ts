/** When keys are rotated; all in milliseconds. */
export interface RotationSchedule {
  /** For how long a key signs; `undefined`: until somebody has it rotated. */
  readonly periodMs: number | undefined;
  /** For how long the key set shows a key before it signs, so that caches have it by then. */
  readonly aheadMs: number;
}

/** The schedule that the operator set; 0 days: none. */
export function rotationSchedule(set: {
  readonly signingKeyDays: number;
  readonly signingKeyAheadMinutes: number;
}): RotationSchedule {
  return {
    periodMs: set.signingKeyDays === 0 ? undefined : set.signingKeyDays * 86_400_000,
    aheadMs: set.signingKeyAheadMinutes * 60_000,
  };
}
