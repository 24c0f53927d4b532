import { expect, it } from 'vitest';
import { as, company, NOW, SALES } from '../../../test/authority/company.ts';
import type { AuthorityStorage, StepsOutcome } from '../authorities.ts';
import type { Steps } from '../restore/steps.ts';
import { changeBySteps } from './change-by-steps.ts';
import type { ReadModel } from './read-model.ts';

/** What a dry run of a plan answers. */
async function dryRun(plan: () => Steps): Promise<StepsOutcome | undefined> {
  const state = async (): Promise<unknown> => company();
  const model = { state } as unknown as ReadModel;
  const origin = { actor: 'boss', address: '127.0.0.1', requestId: 'r' };
  const request = { clientId: 1, actor: as('boss'), origin, call: 'POST /x', now: NOW, dryRun: true, plan };
  return changeBySteps({ storage: undefined as unknown as AuthorityStorage, model }, request);
}

function* adding(count: number): Steps {
  for (let index = 0; index < count; index++) {
    yield;
    yield { kind: 'add_role', parentId: SALES, name: `new ${index}`, description: '' };
  }
}

it('a thousand changes are made one after the other, and what is between them is no change', async () => {
  const outcome = await dryRun(() => adding(1_000));
  expect(outcome).toMatchObject({ kind: 'changed', steps: 1_000 });
  expect(outcome?.kind === 'changed' && outcome.after.childrenOf(SALES)).toHaveLength(1_002);
});

it('what takes more changes than one unit of work may hold others up for is refused, saying how else', async () => {
  const outcome = await dryRun(() => adding(1_001));
  expect(outcome).toMatchObject({ kind: 'refused', decision: { kind: 'conflict', member: 'at' } });
  expect(JSON.stringify(outcome)).toContain('in parts');
});

it('while a plan is walked, others have their turn', async () => {
  let turns = 0;
  const other = setInterval(() => (turns += 1), 0);
  await dryRun(function* () {
    for (const end = performance.now() + 50; performance.now() < end; ) yield;
  });
  clearInterval(other);
  expect(turns).toBeGreaterThan(0);
});
