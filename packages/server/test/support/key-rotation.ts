import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { KeyMaking } from '../../src/signing-keys/rotation.ts';
import { SIGNING_ALGORITHMS } from '../../src/signing-keys/signing-key.ts';
import { rotateDueKeys } from '../../src/storage/upkeep/key-rotation.ts';
import type { TestServer } from './test-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICK = 10 * MINUTE;
/** The longest that anything signed lives. */
const LIFETIME = 24 * HOUR;
/** As a server has it by default, but six hours instead of ninety days. */
const SCHEDULE = { periodMs: 6 * HOUR, aheadMs: HOUR };

/** What a server makes its keys with. */
export function makingOf({ storage, keys }: TestServer): KeyMaking {
  return { storage, keys };
}

/** The key set as a server serves it. */
export async function fetchKeySet(server: TestServer): Promise<JSONWebKeySet> {
  return (await (await fetch(`${server.url}/oauth2/jwks`)).json()) as JSONWebKeySet;
}

/** A resource server that keeps the key set for so long, and never asks anew for a key that it lacks. */
function verifier(server: TestServer, keptMs: number): (jwt: string, now: number) => Promise<void> {
  let kept: { readonly until: number; readonly set: ReturnType<typeof createLocalJWKSet> } | undefined;
  return async (jwt, now) => {
    if (kept === undefined || kept.until <= now) {
      kept = { until: now + keptMs, set: createLocalJWKSet(await fetchKeySet(server)) };
    }
    await jwtVerify(jwt, kept.set, { currentDate: new Date(now), typ: 'at+jwt' });
  };
}

/** What came of a load; nothing of it failed, or it was thrown. */
export interface RotationRun {
  readonly verified: number;
  /** How many keys signed. */
  readonly kids: number;
}

/**
 * Signs with every algorithm on every node and verifies on every other, ten minutes a step, while the keys of all are rotated by
 * the schedule; each JWT at once, by a key set that may be 59 minutes old, and again at the end of its life. Between making a key and the next
 * step each node may take a second to hear of it.
 */
export async function rotateUnderLoad(nodes: readonly TestServer[], hours: number): Promise<RotationRun> {
  const verifiers = nodes.flatMap((node) => [verifier(node, 59 * MINUTE), verifier(node, 5 * MINUTE)]);
  const living: { readonly jwt: string; readonly until: number }[] = [];
  const kids = new Set<string>();
  let verified = 0;
  const verifyEverywhere = async (jwt: string, now: number): Promise<void> => {
    await Promise.all(verifiers.map((verify) => verify(jwt, now)));
    verified += verifiers.length;
  };
  const traffic = async (now: number): Promise<void> => {
    for (const node of nodes)
      for (const algorithm of SIGNING_ALGORITHMS) {
        const until = now + LIFETIME;
        const jwt = node.signingKeys.jwt({ sub: 'alice', exp: until / 1000 }, { algorithm, typ: 'at+jwt', now });
        kids.add(node.signingKeys.signer(algorithm, now).kid);
        living.push({ jwt, until });
        await verifyEverywhere(jwt, now);
      }
    while (living[0] !== undefined && living[0].until - TICK <= now) await verifyEverywhere(living.shift()?.jwt ?? '', now);
  };
  const start = Math.floor((nodes[0]?.now() ?? 0) / 1000) * 1000;
  for (let now = start; now < start + hours * HOUR; now += TICK) {
    let isRotating = true;
    const rotating = Promise.all(nodes.map((node) => rotateDueKeys(makingOf(node), SCHEDULE, now))).finally(() => {
      isRotating = false;
    });
    do await traffic(now);
    while (isRotating);
    await rotating;
    await allShowTheSame(nodes, now);
    for (const node of nodes) node.advance(now + TICK - node.now());
  }
  return { verified, kids: kids.size };
}

async function allShowTheSame(nodes: readonly TestServer[], now: number): Promise<void> {
  const begunAt = performance.now();
  for (;;) {
    const shown = nodes.map(({ signingKeys }) =>
      signingKeys
        .published(now)
        .map(({ kid }) => kid)
        .join(),
    );
    if (new Set(shown).size === 1) return;
    if (performance.now() - begunAt > 1_000) throw new Error(`the nodes do not show the same keys within a second: ${shown}`);
    await new Promise(setImmediate);
  }
}
