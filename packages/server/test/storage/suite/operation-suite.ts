import { describe, expect, it } from 'vitest';
import { auditEvent, NOW } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** What every database must do for the audit table, replays and facts about the installation. */
export function operationSuite({ open }: StorageFactory): void {
  describe('the audit table', () => {
    it('gives back what was appended, newest first', async () => {
      const storage = await open();
      const [first, second] = [auditEvent(), auditEvent({ userId: null, clientId: null, detail: {}, action: 'sign_in.failed' })];
      const listed = await storage.transact(async (stores) => {
        await stores.audit.append(first);
        await stores.audit.append(second);
        return stores.audit.list({ limit: 10 });
      });
      expect(listed).toEqual([second, first]);
    });

    it('is narrowed by each filter alone and by all together', async () => {
      const storage = await open();
      const events = [
        auditEvent({ at: NOW, userId: 'alice', clientId: 1 }),
        auditEvent({ at: NOW + 1, userId: 'bob', clientId: 1 }),
        auditEvent({ at: NOW + 2, userId: 'alice', clientId: 2, action: 'sign_in.succeeded' }),
        auditEvent({ at: NOW + 3, userId: null, clientId: 2, action: 'sign_in.failed' }),
      ];
      await storage.transact(async (stores) => {
        for (const event of events) await stores.audit.append(event);
      });
      const times = async (filter: object): Promise<number[]> =>
        (await storage.read((stores) => stores.audit.list({ limit: 10, ...filter }))).map(({ at }) => at - NOW);
      expect(await times({ userId: 'alice' })).toEqual([2, 0]);
      expect(await times({ clientId: 2 })).toEqual([3, 2]);
      expect(await times({ action: 'sign_in.failed' })).toEqual([3]);
      expect(await times({ from: NOW + 1, to: NOW + 2 })).toEqual([2, 1]);
      expect(await times({ before: events[2]?.id })).toEqual([1, 0]);
      expect(await times({ limit: 1 })).toEqual([3]);
      const all = { before: events[3]?.id, userId: 'alice', clientId: 2, action: 'sign_in.succeeded', from: NOW, to: NOW + 9 };
      expect(await times(all)).toEqual([2]);
    });
  });

  it('replays are told from first uses', async () => {
    const storage = await open();
    const record = (key: string): Promise<string> => storage.transact((stores) => stores.replays.record(key, NOW));
    expect(await record('one')).toBe('first_use');
    expect(await record('two')).toBe('first_use');
    expect(await record('one')).toBe('replayed');
  });

  it('a fact about the installation stays what it was first', async () => {
    const storage = await open();
    expect(await storage.read((stores) => stores.instance.find('key'))).toBeUndefined();
    expect(await storage.transact((stores) => stores.instance.putIfAbsent('key', 'first'))).toBe('first');
    expect(await storage.transact((stores) => stores.instance.putIfAbsent('key', 'second'))).toBe('first');
    expect(await storage.read((stores) => stores.instance.find('key'))).toBe('first');
  });
}
