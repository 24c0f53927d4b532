import { describe, expect, it } from 'vitest';
import { orderedId } from '../../../src/crypto/ordered-id.ts';
import type { FlowTrace } from '../../../src/observability/flow-recorder/flow-trace.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { DAY, NOW } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

function trace(changes: Partial<FlowTrace> = {}): FlowTrace {
  return {
    id: orderedId(NOW),
    at: NOW,
    endpoint: 'token',
    clientId: 7,
    outcome: 'refused',
    error: 'invalid_grant',
    failed: 'verifier_matches',
    requestKey: null,
    codeId: null,
    grantId: null,
    detail: {
      authentication: 'none',
      received: [{ in: 'body', name: 'grant_type', value: 'authorization_code' }],
      registered: [{ name: 'pkce', values: ['required, S256'] }],
      description: 'code_verifier does not match the code_challenge',
    },
    ...changes,
  };
}

function insert(storage: Storage, ...traces: readonly FlowTrace[]): Promise<void> {
  return storage.transact(async ({ flows }) => {
    for (const each of traces) await flows.insert(each);
  });
}

/** What the traces of requests promise. */
export function flowTraceSuite({ open }: StorageFactory): void {
  describe('traces of requests', () => {
    it('come back as they were stored, whatever is missing; a second one of the same request changes nothing', async () => {
      const storage = await open();
      const full = trace({ requestKey: 'k'.repeat(22), codeId: orderedId(NOW), grantId: orderedId(NOW) });
      const bare = trace({ clientId: null, error: null, failed: null, outcome: 'done', detail: { received: [] } });
      await insert(storage, full, bare);
      await insert(storage, { ...full, failed: 'code_known' });
      for (const each of [full, bare]) expect(await storage.read(({ flows }) => flows.find(each.id))).toEqual(each);
      expect(await storage.read(({ flows }) => flows.find('unknown'))).toBeUndefined();
    });

    it('are listed newest first, of one client or of all, those that failed or all', async () => {
      const storage = await open();
      const all = [trace(), trace({ failed: null }), trace({ clientId: null }), trace({ clientId: 8, failed: null })];
      const [first, second, third, fourth] = all.map(({ id }) => id);
      await insert(storage, ...all);
      const ids = (filter: { clientId?: number; failedOnly: boolean; limit: number }): Promise<string[]> =>
        storage.read(async ({ flows }) => (await flows.list(filter)).map(({ id }) => id));
      expect(await ids({ failedOnly: false, limit: 10 })).toEqual([fourth, third, second, first]);
      expect(await ids({ failedOnly: false, limit: 2 })).toEqual([fourth, third]);
      expect(await ids({ failedOnly: true, limit: 10 })).toEqual([third, first]);
      expect(await ids({ clientId: 7, failedOnly: false, limit: 10 })).toEqual([second, first]);
      expect(await ids({ clientId: 7, failedOnly: true, limit: 10 })).toEqual([first]);
    });

    it('lead from each request of a sign-in to the others: its pages by the request, its exchange by the code', async () => {
      const storage = await open();
      const codeId = orderedId(NOW);
      const page = trace({ endpoint: 'authorization', requestKey: 'one' });
      const signIn = trace({ endpoint: 'authorization', requestKey: 'one', codeId });
      const exchange = trace({ codeId });
      const retry = trace({ codeId });
      const dayBefore = trace({ endpoint: 'authorization', requestKey: 'one', at: NOW - DAY });
      await insert(storage, page, signIn, exchange, retry, dayBefore, trace({ requestKey: 'two' }), trace());
      const related = (of: FlowTrace): Promise<string[]> =>
        storage.read(async ({ flows }) => (await flows.related(of, 10)).map(({ id }) => id));
      expect(await related(page)).toEqual([signIn.id, exchange.id, retry.id]);
      expect(await related(signIn)).toEqual([page.id, exchange.id, retry.id]);
      expect(await related(exchange)).toEqual([page.id, signIn.id, retry.id]);
    });

    it('are deleted when they are older than a day', async () => {
      const storage = await open();
      const old = trace({ at: NOW - DAY - 1 });
      const kept = trace({ at: NOW - DAY });
      await insert(storage, old, kept);
      expect(await storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW, 100))).toBe(1);
      expect(await storage.read(({ flows }) => flows.list({ failedOnly: false, limit: 10 }))).toEqual([kept]);
    });
  });
}
