import { z } from 'zod';
import { makeKey, newestOf, type PlannedKey } from '../../signing-keys/rotation.ts';
import {
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyState,
  signingKeyState,
} from '../../signing-keys/signing-key.ts';
import { LINE, type Operation, type OperationContext, OperationRefused, operatorAct } from './operation.ts';

/** A signing key as the operator sees it; never its private part. Times are RFC 3339. */
export interface SigningKeyView {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly state: SigningKeyState;
  readonly created_at: string;
  readonly signs_from: string;
  readonly signs_until: string | null;
  readonly shown_until: string | null;
}

/** What to rotate, and how. */
export interface Rotation {
  /** Absent: that of the key to revoke, or all. */
  readonly algorithm?: SigningAlgorithm | undefined;
  /** The new key signs at once, though caches do not know it. */
  readonly now: boolean;
  /** A key that may be in other hands. */
  readonly revoke?: string | undefined;
}

/** Where several nodes serve the key set, a key signs so many milliseconds after it was made: then each of them shows it. */
const HEARD_EVERYWHERE_MS = 2_000;

/** The signing keys that are kept, by algorithm, the newest first. */
export const listSigningKeys: Operation<Record<string, never>, { readonly keys: readonly SigningKeyView[] }> = {
  name: 'keys.list',
  isStep: true,
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  async run({ storage, now }) {
    const keys = await storage.read(({ signingKeys }) => signingKeys.list());
    return { keys: keys.map((key) => view(key, now())) };
  },
};

/** Makes the next key of one algorithm or of all; for a compromise, signs with it at once and takes a key out of use. */
export const rotateSigningKeys: Operation<Rotation, { readonly keys: readonly SigningKeyView[] }> = {
  name: 'keys.rotate',
  input: z.strictObject({ algorithm: z.enum(SIGNING_ALGORITHMS).optional(), now: z.boolean(), revoke: LINE.optional() }),
  async run(context, rotation) {
    const { storage, keys } = context;
    const act = operatorAct(context);
    const there = await storage.read(({ signingKeys }) => signingKeys.list());
    const planned = planOf(there, rotation, { ...context, now: () => act.now });
    const made = await Promise.all(planned.map((one) => makeKey({ storage, keys }, one, act)));
    if (made.includes(undefined))
      throw new OperationRefused(['keys were rotated by somebody else at this moment: look at hufu keys list']);
    return { keys: made.filter((key) => key !== undefined).map((key) => view(key, act.now)) };
  },
};

function planOf(keys: readonly SigningKey[], rotation: Rotation, { settings, storage, now }: OperationContext): PlannedKey[] {
  const at = now();
  const aheadMs = settings.signingKeyAheadMinutes * 60_000;
  const soonest = at + (storage.feed === undefined ? 0 : HEARD_EVERYWHERE_MS);
  const newest = algorithmsOf(keys, rotation).map((algorithm) => ({ algorithm, key: newestOf(keys, algorithm) }));
  const waiting = newest.flatMap(({ key }) => (key !== undefined && key.activeFrom > at ? [key] : []));
  if (!rotation.now && waiting.length > 0) throw new OperationRefused(waiting.map(alreadyNext));
  return newest.map(({ algorithm, key }) => ({
    algorithm,
    generation: (key?.generation ?? 0) + 1,
    activeFrom: rotation.now || key === undefined ? soonest : at + aheadMs,
    revoke: rotation.revoke,
  }));
}

function algorithmsOf(keys: readonly SigningKey[], { algorithm, now, revoke }: Rotation): readonly SigningAlgorithm[] {
  if (revoke === undefined) return algorithm === undefined ? SIGNING_ALGORITHMS : [algorithm];
  if (!now) throw new OperationRefused(['a key is revoked only where another signs at once: add --now']);
  const revoked = keys.find(({ kid }) => kid === revoke);
  if (revoked === undefined) throw new OperationRefused([`there is no key ${revoke}: look at hufu keys list`]);
  if (revoked.revokedAt !== null) throw new OperationRefused([`the key ${revoke} is revoked already`]);
  if (algorithm !== undefined && algorithm !== revoked.algorithm)
    throw new OperationRefused([`the key ${revoke} is one of ${revoked.algorithm}, not of ${algorithm}`]);
  return [revoked.algorithm];
}

function alreadyNext({ algorithm, kid, activeFrom }: SigningKey): string {
  return `the next key of ${algorithm} (${kid}) is there already and signs from ${timeOf(activeFrom)}; --now makes one that signs at once`;
}

function view(key: SigningKey, now: number): SigningKeyView {
  const { kid, algorithm, createdAt, activeFrom, retiredAt, removedAt, revokedAt } = key;
  const ends = (at: number | null): number | null => (revokedAt === null ? at : Math.min(at ?? revokedAt, revokedAt));
  return {
    kid,
    algorithm,
    state: signingKeyState(key, now),
    created_at: timeOf(createdAt),
    signs_from: timeOf(activeFrom),
    signs_until: optionalTime(ends(retiredAt)),
    shown_until: optionalTime(ends(removedAt)),
  };
}

function optionalTime(at: number | null): string | null {
  return at === null ? null : timeOf(at);
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
