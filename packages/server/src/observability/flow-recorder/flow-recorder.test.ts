import { expect, test } from 'vitest';
import { createFlowRecorder, FLOW_RATES, LOOKED_AT, REFUSED_OF_CLIENT, type TraceStorage } from './flow-recorder.ts';
import type { FlowTrace } from './flow-trace.ts';

let made = 0;
function trace(changes: Partial<FlowTrace> = {}): FlowTrace {
  const none = { error: null, failed: null, requestKey: null, codeId: null, grantId: null, detail: { received: [] } };
  return { id: String(++made), at: 0, endpoint: 'token', clientId: 1, outcome: 'refused', ...none, ...changes };
}

/** Storage that keeps what is inserted, or refuses while `broken`. */
function recording(): { readonly storage: TraceStorage; readonly stored: FlowTrace[]; broken: boolean } {
  const stored: FlowTrace[] = [];
  const world = {
    stored,
    broken: false,
    storage: {
      transact: async (work: Parameters<TraceStorage['transact']>[0]) => {
        if (world.broken) throw new Error('disk full');
        const flows = { insert: async (each: FlowTrace) => void stored.push(each) };
        return work({ flows, clients: { find: async () => undefined } });
      },
    } as TraceStorage,
  };
  return world;
}

function offer(recorder: ReturnType<typeof createFlowRecorder>, ...traces: readonly FlowTrace[]): void {
  for (const each of traces) if (recorder.wants(each.outcome)) recorder.record(each);
}

test('a flood of refusals of one client leaves room for those of others, and looks at no more than 1,000', async () => {
  const { storage, stored } = recording();
  const recorder = createFlowRecorder(storage);
  offer(recorder, ...Array.from({ length: 900 }, () => trace()));
  offer(recorder, trace({ clientId: 2 }));
  await recorder.flush();
  expect(stored.filter(({ clientId }) => clientId === 1)).toHaveLength(REFUSED_OF_CLIENT);
  expect(stored.filter(({ clientId }) => clientId === 2)).toHaveLength(1);
  let looked = 0;
  while (recorder.wants('refused')) looked++;
  expect(looked).toBe(LOOKED_AT.refused);
});

test('of successes a sample is kept each second', async () => {
  const { storage, stored } = recording();
  const recorder = createFlowRecorder(storage);
  for (let second = 1; second <= 2; second++) {
    offer(recorder, ...Array.from({ length: 500 }, () => trace({ outcome: 'done' })));
    await recorder.flush();
    expect(stored).toHaveLength(second * FLOW_RATES.done);
  }
});

test('what could not be stored is stored the next time, once, and no more than the memory is to hold', async () => {
  const world = recording();
  const recorder = createFlowRecorder(world.storage);
  world.broken = true;
  for (let second = 0; second < 400; second++) {
    for (let client = 0; client < 20; client++) offer(recorder, trace({ clientId: client }));
    await expect(recorder.flush()).rejects.toThrow('disk full');
  }
  world.broken = false;
  await Promise.all([recorder.flush(), recorder.flush()]);
  expect(world.stored).toHaveLength(5_000);
  expect(new Set(world.stored.map(({ id }) => id)).size).toBe(5_000);
});

test('what is registered is looked at when a trace is stored, where its check compares it', async () => {
  const { storage, stored } = recording();
  const recorder = createFlowRecorder(storage);
  offer(
    recorder,
    trace({ failed: 'redirect_uri_registered' }),
    trace({ failed: 'code_known' }),
    trace({ clientId: null, failed: 'scope_known' }),
  );
  await recorder.flush();
  expect(stored.map(({ detail }) => detail.registered)).toEqual([
    [{ name: 'client', values: ['(none of this id)'] }],
    undefined,
    undefined,
  ]);
});
