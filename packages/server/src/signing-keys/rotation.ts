import { orderedId } from '../crypto/ordered-id.ts';
import type { ServerKeys } from '../crypto/server-keys.ts';
import type { AuditAction, AuditOrigin } from '../observability/audit.ts';
import { type GenerateKey, generateSigningKey } from './generate-signing-key.ts';
import type { RotationSchedule } from './rotation-schedule.ts';
import {
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyStorage,
  type SigningKeyStores,
  signingKeyContext,
} from './signing-key.ts';

/** What keys are made with. */
export interface KeyMaking {
  readonly storage: SigningKeyStorage;
  readonly keys: ServerKeys;
  readonly generate?: GenerateKey;
}

/** Who has keys made, from where, and when (milliseconds since 1970). */
export interface KeyMaker {
  readonly origin: AuditOrigin;
  readonly now: number;
}

/** A key to be made. */
export interface PlannedKey {
  readonly algorithm: SigningAlgorithm;
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly activeFrom: number;
  /** A key that is good for nothing from then on. */
  readonly revoke?: string | undefined;
}

/** For how long a key that signs no more is shown, in milliseconds: nothing signed lives for more than a day; and a day for caches. */
const KEPT_MS = 2 * 86_400_000;

const SYSTEM: AuditOrigin = { actor: 'system', address: '', requestId: '' };

/** The first key of each algorithm that has none: it signs at once, since nothing is cached yet. */
export function firstKeys(keys: readonly SigningKey[], now: number): PlannedKey[] {
  return SIGNING_ALGORITHMS.filter((algorithm) => newestOf(keys, algorithm) === undefined).map((algorithm) => ({
    algorithm,
    generation: 1,
    activeFrom: now,
  }));
}

/** The keys that are to be made by the schedule at `now`; none while the newest of its algorithm does not sign yet. */
export function dueKeys(keys: readonly SigningKey[], { periodMs, aheadMs }: RotationSchedule, now: number): PlannedKey[] {
  if (periodMs === undefined) return [];
  return SIGNING_ALGORITHMS.flatMap((algorithm) => {
    const newest = newestOf(keys, algorithm);
    if (newest === undefined || newest.activeFrom > now || newest.activeFrom + periodMs - aheadMs > now) return [];
    return [{ algorithm, generation: newest.generation + 1, activeFrom: now + aheadMs }];
  });
}

/** The newest key of an algorithm, whether it signs yet or not. */
export function newestOf(keys: readonly SigningKey[], algorithm: SigningAlgorithm): SigningKey | undefined {
  return keys.find((key) => key.algorithm === algorithm);
}

/** Makes what is planned of the keys that there are; where another node was first, its keys stay. Answers how many it made. */
export async function makeKeys(
  making: KeyMaking,
  plan: (keys: readonly SigningKey[]) => PlannedKey[],
  now: number,
): Promise<number> {
  const planned = plan(await making.storage.read(({ signingKeys }) => signingKeys.list()));
  const made = await Promise.all(planned.map((one) => makeKey(making, one, { origin: SYSTEM, now })));
  return made.filter((key) => key !== undefined).length;
}

/** Makes one key and what follows from it, atomically; `undefined`: another of its generation was made meanwhile, and nothing was done. */
export async function makeKey(making: KeyMaking, planned: PlannedKey, maker: KeyMaker): Promise<SigningKey | undefined> {
  const { publicJwk, privateKey } = await (making.generate ?? generateSigningKey)(planned.algorithm);
  const { kid } = publicJwk;
  const key: SigningKey = {
    kid,
    algorithm: planned.algorithm,
    generation: planned.generation,
    publicJwk,
    sealedKey: making.keys.seal(privateKey, signingKeyContext(kid)),
    createdAt: maker.now,
    activeFrom: planned.activeFrom,
    ...{ retiredAt: null, removedAt: null, revokedAt: null },
  };
  return making.storage.transact(async (stores) => {
    if ((await stores.signingKeys.add(key, KEPT_MS)) === 'outrun') return undefined;
    await record(stores, maker, { action: 'signing_key.created', kid, at: key.activeFrom });
    if (planned.revoke !== undefined) await revoke(stores, maker, { kid: planned.revoke, at: key.activeFrom });
    return key;
  });
}

async function revoke(
  stores: SigningKeyStores,
  maker: KeyMaker,
  what: { readonly kid: string; readonly at: number },
): Promise<void> {
  const outcome = await stores.signingKeys.revoke(what.kid, what.at);
  if (outcome === 'revoked') await record(stores, maker, { action: 'signing_key.revoked', ...what });
}

async function record(
  stores: SigningKeyStores,
  { origin, now }: KeyMaker,
  { action, kid, at }: { readonly action: AuditAction; readonly kid: string; readonly at: number },
): Promise<void> {
  const detail = { kid, from: new Date(at).toISOString() };
  await stores.audit.append({ id: orderedId(now), at: now, action, ...origin, userId: null, clientId: null, detail });
}
