import { describe, expect, it } from 'vitest';
import { company } from '../../../test/authority/company.ts';
import { AuthorityBusy } from '../authorities.ts';
import type { AuthorityState } from '../authority-state.ts';
import { PastStates } from './past-states.ts';

/** Loads that end when they are told to. */
function heldLoads(): { past: PastStates; begun: string[]; end: () => void } {
  const begun: string[] = [];
  const open: ((state: AuthorityState) => void)[] = [];
  const past = new PastStates((clientId, at) => {
    begun.push(`${clientId} ${at}`);
    return new Promise((resolve) => open.push(resolve));
  });
  return { past, begun, end: () => open.shift()?.(company()) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('states of other times', () => {
  it('are loaded once for all who ask for the same meanwhile, and anew afterwards', async () => {
    const { past, begun, end } = heldLoads();
    const asked = [past.state(1, 5), past.state(1, 5), past.state(1, 5)];
    end();
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(begun).toEqual(['1 5']);
    void past.state(1, 5);
    expect(begun).toEqual(['1 5', '1 5']);
  });

  it('are loaded two at a time, in the order in which they were asked for', async () => {
    const { past, begun, end } = heldLoads();
    for (const at of [1, 2, 3, 4]) void past.state(1, at);
    expect(begun).toEqual(['1 1', '1 2']);
    end();
    await settled();
    expect(begun).toEqual(['1 1', '1 2', '1 3']);
  });

  it('are refused where too many wait already, and a load that fails hands its turn on', async () => {
    const { past } = heldLoads();
    for (let at = 0; at < 34; at++) void past.state(1, at);
    await expect(past.state(1, 99)).rejects.toThrow(AuthorityBusy);
    const failing = new PastStates(async () => {
      throw new RangeError('on purpose');
    });
    const all = await Promise.allSettled([1, 2, 3, 4].map((at) => failing.state(1, at)));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  });
});
