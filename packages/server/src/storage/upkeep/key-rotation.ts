import { dueKeys, firstKeys, type KeyMaking, makeKeys } from '../../signing-keys/rotation.ts';
import type { RotationSchedule } from '../../signing-keys/rotation-schedule.ts';
import type { SigningKeys } from '../../signing-keys/signing-keys.ts';
import type { SigningKeyChanges } from '../memory/signing-key-changes.ts';
import { type Housekeeping, startRounds } from './rounds.ts';

const INTERVAL_MS = 60_000;

/** Has the keys read whenever they change, and the first ones made; resolves once there are keys to sign with. */
export async function openSigningKeys(
  signingKeys: SigningKeys,
  making: KeyMaking,
  { keyChanges, now }: { readonly keyChanges: SigningKeyChanges; readonly now: number },
): Promise<void> {
  keyChanges.listen(() => signingKeys.refresh());
  await makeKeys(making, (keys) => firstKeys(keys, now), now);
  await signingKeys.refresh();
}

/** When keys are rotated, and who hears of it. */
export interface KeyRotationOptions {
  readonly schedule: RotationSchedule;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onMade: (count: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Starts rotating by the schedule: once a minute the keys are read, and those that are due are made. */
export function startKeyRotation(signingKeys: SigningKeys, making: KeyMaking, options: KeyRotationOptions): Housekeeping {
  const { schedule, now, onMade, onError } = options;
  const round = async (): Promise<void> => {
    await signingKeys.refresh();
    const made = await rotateDueKeys(making, schedule, now());
    if (made > 0) onMade(made);
  };
  return startRounds(round, { intervalMs: INTERVAL_MS, onError });
}

/** Makes the keys that the schedule wants at `now` (milliseconds since 1970); answers how many. */
export function rotateDueKeys(making: KeyMaking, schedule: RotationSchedule, now: number): Promise<number> {
  return makeKeys(making, (keys) => [...firstKeys(keys, now), ...dueKeys(keys, schedule, now)], now);
}
