import { describe, expect, it } from 'vitest';
import { enforceRetention } from '../../../../src/storage/upkeep/retention.ts';
import { auditEvent, DAY, NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { dump, membershipBegins, plantedClient, roleBegins, withUsers } from './planted-client.ts';

const isStopping = (): boolean => false;

/** How long what is over is kept. */
export function historyRetentionSuite({ open }: StorageFactory): void {
  describe('retention', () => {
    it('deletes what ended before the limit, and what is told of later moments stays the same', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const { id, rootId, change, state } = await plantedClient(storage, NOW - 9 * DAY);
      const [role = 0] = await change([roleBegins(rootId, 'a')], NOW - 8 * DAY);
      for (let days = 7; days >= 1; days--) {
        const at = NOW - days * DAY;
        await change([{ kind: 'role_changes', roleId: role, name: `name ${days}`, description: '' }], at);
        const member = (await state()).membership(role, 'bob');
        await change(
          [member === undefined ? membershipBegins(role, 'bob') : { kind: 'membership_ends', roleId: role, userId: 'bob' }],
          at,
        );
        await storage.transact((stores) => stores.users.update('bob', { status: days % 2 === 0 ? 'active' : 'frozen' }, at));
      }
      const moments = [NOW - 5 * DAY, NOW - 4.5 * DAY, NOW - 2 * DAY, NOW];
      const told = async (): Promise<unknown[]> =>
        Promise.all(moments.map(async (at) => dump(await state(at), ['alice', 'bob'])));
      const before = await told();
      await enforceRetention(storage, { historyMs: 5 * DAY, auditMs: undefined }, { now: NOW, isStopping });
      expect(await told()).toEqual(before);
      expect(await storage.read((stores) => stores.authority.load(id, NOW - 5 * DAY - 1))).toBeUndefined();
      const left = await storage.transact((stores) => stores.housekeeping.trimHistory(id, NOW - 5 * DAY, 100));
      expect(left).toBe(0);
    });

    it('deletes audit rows of every chain, and without a limit none', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        for (const clientId of [1, 2, null]) {
          for (const at of [NOW - 3 * DAY, NOW]) await stores.audit.append(auditEvent({ at, clientId }));
        }
      });
      const count = async (): Promise<number> => (await storage.read((stores) => stores.audit.list({ limit: 99 }))).length;
      await enforceRetention(storage, { historyMs: undefined, auditMs: undefined }, { now: NOW, isStopping });
      expect(await count()).toBe(6);
      await enforceRetention(storage, { historyMs: undefined, auditMs: 2 * DAY }, { now: NOW, isStopping });
      expect(await count()).toBe(3);
    });
  });
}
