import { describe, expect, it } from 'vitest';
import type { AuditEvent, ChainPosition, ChainVerdict } from '../../../src/observability/audit.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { auditEvent, DAY, NOW } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** Verifies a whole chain in steps. */
export async function verifyAll(storage: Storage, chain: number, limit = 3): Promise<ChainVerdict & { readonly total: number }> {
  let position: ChainPosition | undefined;
  for (let total = 0; ; ) {
    const verdict = await storage.read((stores) => stores.audit.verify(chain, limit, position));
    total += verdict.checked;
    if (verdict.kind !== 'more') return { ...verdict, total };
    position = verdict.position;
  }
}

function append(storage: Storage, ...events: readonly AuditEvent[]): Promise<void> {
  return storage.transact(async (stores) => {
    for (const event of events) await stores.audit.append(event);
  });
}

async function forgetAll(storage: Storage, userId: string): Promise<number> {
  let after: string | undefined = '';
  let changed = 0;
  while (after !== undefined) {
    const from: string = after;
    const step = await storage.transact((stores) => stores.audit.forget(userId, from, 2));
    changed += step.changed;
    after = step.next;
  }
  return changed;
}

function mentioning(): AuditEvent {
  return auditEvent({
    userId: null,
    actor: 'carol',
    detail: { count: 2 },
    mentions: [
      { userId: 'alice', detail: { before: 'normal', after: 'admin' } },
      { userId: 'bob', detail: { before: null, after: 'normal' } },
    ],
  });
}

/** What the chains of the audit table promise. */
export function auditChainSuite({ open }: StorageFactory): void {
  describe('an audit chain', () => {
    it('is kept for each client and one for the system, and verifies in steps of any size', async () => {
      const storage = await open();
      const clients = [1, null, 2, 1, null, 1];
      await append(storage, ...clients.map((clientId) => auditEvent({ clientId })));
      expect(await storage.read((stores) => stores.audit.chains())).toEqual([0, 1, 2]);
      for (const limit of [1, 2, 100]) {
        expect(await verifyAll(storage, 1, limit)).toMatchObject({ kind: 'intact', total: 3 });
        expect(await verifyAll(storage, 0, limit)).toMatchObject({ kind: 'intact', total: 2 });
        expect(await verifyAll(storage, 99, limit)).toMatchObject({ kind: 'intact', total: 0 });
      }
    });

    it('has no gap when twenty append at once, and some of them fail', async () => {
      const storage = await open();
      await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          storage.transact(async (stores) => {
            await stores.audit.append(auditEvent({ detail: { index } }));
            if (index % 4 === 0) throw new RangeError('on purpose');
          }),
        ),
      );
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 15, position: { sequence: 15 } });
    });

    it('goes on from the head that was verified before', async () => {
      const storage = await open();
      await append(storage, auditEvent(), auditEvent());
      const first = await storage.read((stores) => stores.audit.verify(1, 9));
      const position = 'position' in first ? first.position : undefined;
      await append(storage, auditEvent());
      expect(await storage.read((stores) => stores.audit.verify(1, 9, position))).toMatchObject({ kind: 'intact', checked: 1 });
      const another = { sequence: 2, hash: 'f'.repeat(64) };
      expect(await storage.read((stores) => stores.audit.verify(1, 9, another))).toMatchObject({ kind: 'broken', sequence: 3 });
    });

    it('takes any text', async () => {
      const storage = await open();
      const detail = { text: '虎符 "quoted" \u0000 \ud800 \n', empty: '', none: null };
      await append(storage, auditEvent({ detail }), auditEvent({ userId: null, detail, address: '' }));
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 2 });
    });
  });

  describe('a person who is forgotten', () => {
    it('is named nowhere any more, and the chains are intact', async () => {
      const storage = await open();
      await append(
        storage,
        auditEvent({ userId: 'alice', actor: 'anonymous', address: '192.0.2.1', detail: { secret: 'alices' } }),
        auditEvent({ userId: 'bob', actor: 'alice', address: '192.0.2.2', detail: { about: 'bob' } }),
        auditEvent({ userId: 'alice', actor: 'bob', address: '192.0.2.3', detail: { secret: 'alices' } }),
        mentioning(),
        auditEvent({ userId: 'bob', actor: 'system', clientId: null }),
      );
      expect(await forgetAll(storage, 'alice')).toBe(4);
      const rows = await storage.read((stores) => stores.audit.list({ limit: 9 }));
      expect(JSON.stringify(rows)).not.toMatch(/alice|192\.0\.2\.[12]/);
      const [, mentions, byBob, byAlice, own] = rows;
      expect(own).toMatchObject({ userId: expect.stringMatching(/^~[0-9a-f]{64}$/), address: '', detail: {} });
      expect(byAlice).toMatchObject({ userId: 'bob', actor: own?.userId, address: '', detail: { about: 'bob' } });
      expect(byBob).toMatchObject({ userId: own?.userId, actor: 'bob', address: '192.0.2.3', detail: {} });
      expect(mentions?.mentions).toEqual([{ userId: own?.userId, detail: {} }, mentioning().mentions?.[1]]);
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 4 });
      expect(await verifyAll(storage, 0)).toMatchObject({ kind: 'intact', total: 1 });
    });

    it('is another one when they come back, and forgetting is done once', async () => {
      const storage = await open();
      await append(storage, auditEvent());
      expect([await forgetAll(storage, 'alice'), await forgetAll(storage, 'alice'), await forgetAll(storage, 'nobody')]).toEqual([
        1, 0, 0,
      ]);
      await append(storage, auditEvent());
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 2 });
      expect(await storage.read((stores) => stores.audit.list({ userId: 'alice', limit: 9 }))).toHaveLength(1);
    });

    it('does not hinder verifying while they are forgotten', async () => {
      const storage = await open();
      await append(storage, auditEvent(), auditEvent(), auditEvent());
      await storage.transact((stores) => stores.audit.forget('alice', '', 1));
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 3 });
    });
  });

  describe('audit rows that are too old', () => {
    it('are deleted from the beginning of their chain, which verifies from there', async () => {
      const storage = await open();
      const times = [NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY, NOW];
      await append(storage, { ...mentioning(), at: NOW - 4 * DAY }, ...times.map((at) => auditEvent({ at })));
      await append(storage, auditEvent({ at: NOW - 3 * DAY, clientId: 2 }));
      const trim = (limit: number): Promise<number> => storage.transact((stores) => stores.audit.trim(1, NOW - DAY, limit));
      expect([await trim(2), await trim(2), await trim(2)]).toEqual([2, 1, 0]);
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 2, position: { sequence: 5 } });
      expect(await verifyAll(storage, 2)).toMatchObject({ kind: 'intact', total: 1 });
      await append(storage, auditEvent());
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 3, position: { sequence: 6 } });
    });

    it('may be all there are', async () => {
      const storage = await open();
      await append(storage, auditEvent({ at: 0 }), auditEvent({ at: 0 }));
      expect(await storage.transact((stores) => stores.audit.trim(1, NOW, 9))).toBe(2);
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 0, position: { sequence: 2 } });
      await append(storage, auditEvent());
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'intact', total: 1, position: { sequence: 3 } });
    });
  });

  describe('a page of audit rows', () => {
    it('has the newest first, and how many there are', async () => {
      const storage = await open();
      await append(storage, ...[0, 1, 2, 3, 4].map((at) => auditEvent({ at: NOW + at, clientId: 1 + (at % 2) })));
      const page = async (filter: object, p: number): Promise<[number[], number]> => {
        const { rows, total } = await storage.read((stores) => stores.audit.listFor(filter, { p, pageSize: 2 }));
        return [rows.map(({ at }) => at - NOW), total];
      };
      expect(await page({}, 1)).toEqual([[4, 3], 5]);
      expect(await page({}, 3)).toEqual([[0], 5]);
      expect(await page({}, 4)).toEqual([[], 5]);
      expect(await page({ clientId: 1 }, 1)).toEqual([[4, 2], 3]);
      expect(await page({ clientId: 1, from: NOW + 1, to: NOW + 3 }, 1)).toEqual([[2], 1]);
      expect(await page({ userId: 'alice', clientId: 1 }, 2)).toEqual([[0], 3]);
    });

    it('of a person has the rows that mention them too, with their mentions', async () => {
      const storage = await open();
      const event = mentioning();
      await append(storage, auditEvent({ userId: 'bob' }), event, auditEvent({ userId: 'carol' }));
      const { rows, total } = await storage.read((stores) => stores.audit.listFor({ userId: 'bob' }, { p: 1, pageSize: 9 }));
      expect(total).toBe(2);
      expect(rows).toContainEqual(event);
    });
  });
}
