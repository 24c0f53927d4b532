import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthorityState } from '../../src/authority/authority-state.ts';
import { ReadModel } from '../../src/authority/read-model/read-model.ts';
import type { Work } from '../../src/authority/state/steps.ts';
import { observedStorage } from '../../src/storage/observed-storage.ts';
import type { Storage, Stores } from '../../src/storage/storage.ts';
import { setStatus } from '../support/administration.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let client: TestClient;
let storage: Storage;
let model: ReadModel;
let loads: number;
/** Called between any two steps of reading or building. */
let between: () => Promise<unknown>;

beforeEach(async () => {
  server = await startTestServer();
  await server.addUser({ id: 'boss' });
  client = await server.addClient({ owner: 'boss' });
  loads = 0;
  between = turn;
  model = new ReadModel({
    loadRows: (id) => {
      loads += 1;
      return server.storage.snapshot(async ({ authority }) => {
        const rows = await authority.loadRows(id, { pause: () => between() });
        await between();
        return rows;
      });
    },
    loadPeople: () =>
      server.storage.snapshot(async ({ authority }) => {
        const rows = await authority.loadPeople({ pause: () => between() });
        await between();
        return rows;
      }),
    inSlices: stepByStep,
  });
  storage = observedStorage(server.storage, (what) => model.committed(what));
});
afterEach(() => server.close());

async function stepByStep<T>(work: Work<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await between();
  }
}

/** Does something once, at the given step of the building; answers how often there was a step. */
function atStep(wanted: number, act: () => Promise<unknown>): () => number {
  let steps = 0;
  between = async () => {
    const step = steps++;
    if (step === wanted) await act();
    await turn();
  };
  return () => steps;
}

async function rootId(): Promise<number> {
  const rows = await server.storage.read(({ authority }) => authority.loadRows(client.id));
  return rows?.roles[0]?.id ?? 0;
}

async function write(work: (authority: Stores['authority'], at: number) => Promise<unknown>): Promise<void> {
  await storage.transact(async ({ authority }) => {
    await authority.lock(client.id);
    await work(authority, server.now());
  });
}

async function addRole(name: string): Promise<void> {
  const parentId = await rootId();
  const effect = { kind: 'role_begins', key: { newId: 0 }, name, description: '', parentId } as const;
  await write((authority, at) => authority.write({ clientId: client.id, by: 'system', at }, [effect]));
}

async function asStored(): Promise<unknown> {
  return shown(await server.storage.read(({ authority }) => authority.load(client.id)));
}

function shown(state: AuthorityState | undefined): unknown {
  return [state?.epoch, [...(state?.roles() ?? [])].sort((one, other) => one.id - other.id)];
}

describe('the read model while it is being built (architecture.md §4)', () => {
  it('has what committed at any step of the building, and what came of it is kept', async () => {
    // Each role makes for one step more.
    for (let step = 0; step < 20; step++) {
      model.dropAll();
      const steps = atStep(step, () => addRole(`role ${step}`));
      const state = await model.state(client.id);
      expect(steps()).toBeGreaterThan(step);
      expect(shown(state)).toEqual(await asStored());
      expect(model.held(client.id)).toBe(state);
    }
  });

  it('knows who was frozen at any step of the building', async () => {
    for (let step = 0; ; step++) {
      await setStatus({ ...server, storage }, 'boss', 'active');
      model.dropAll();
      const steps = atStep(step, () => setStatus({ ...server, storage }, 'boss', 'frozen'));
      const state = await model.state(client.id);
      if (steps() <= step) break;
      expect([step, state?.isActive('boss')]).toEqual([step, false]);
    }
  });

  it('is read anew when another node wrote in between, and once for all who ask', async () => {
    const parentId = await rootId();
    atStep(1, async () => {
      // Past the read model, as another node would; then one that it hears of, two epochs after what it read.
      await server.storage.transact(async ({ authority }) => {
        await authority.lock(client.id);
        const effect = { kind: 'role_begins', key: { newId: 0 }, name: 'theirs', description: '', parentId } as const;
        await authority.write({ clientId: client.id, by: 'system', at: server.now() }, [effect]);
      });
      await addRole('ours');
    });
    const states = await Promise.all(Array.from({ length: 10 }, () => model.state(client.id)));
    expect(new Set(states).size).toBe(1);
    expect(shown(states[0])).toEqual(await asStored());
    expect(loads).toBeLessThanOrEqual(2);
  });

  it('is not kept when it was to be forgotten meanwhile', async () => {
    const steps = atStep(2, async () => model.drop(client.id));
    expect(shown(await model.state(client.id))).toEqual(await asStored());
    expect([loads, steps() > 2]).toEqual([2, true]);
  });

  it('of a client that is deleted meanwhile there is none', async () => {
    atStep(2, () => storage.transact(({ clients }) => clients.delete(client.id)));
    expect(await model.state(client.id)).toBeUndefined();
  });

  it('lets others have their turn: a large client is read in pages and built in steps', async () => {
    const parentId = await rootId();
    const effects = Array.from({ length: 2_500 }, (_, newId) => {
      return { kind: 'role_begins', key: { newId }, name: `role ${newId}`, description: '', parentId } as const;
    });
    await write((authority, at) => authority.write({ clientId: client.id, by: 'system', at }, effects));
    const steps = atStep(-1, turn);
    const state = await model.state(client.id);
    expect(state?.childrenOf(parentId)).toHaveLength(2_500);
    expect(steps()).toBeGreaterThan(2_500 / 256);
  });
});
