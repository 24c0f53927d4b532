import { describe, expect, it } from 'vitest';
import type { Storage } from '../../../../src/storage/storage.ts';
import { NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { membershipBegins, plantedClient, withUsers } from './planted-client.ts';

const end = (storage: Storage, now: number, limit = 100): Promise<number> =>
  storage.transact(async (stores) => (await stores.housekeeping.endExpiredMemberships(now, limit)).length);

/** How memberships end by time. */
export function expirySuite({ open }: StorageFactory): void {
  describe('a membership that expires', () => {
    it('is written down as ended then, in its client’s turn', async () => {
      const storage = await open();
      await withUsers(storage, 'bob', 'carol');
      const { rootId, change, state } = await plantedClient(storage);
      await change([membershipBegins(rootId, 'bob', NOW + 10), membershipBegins(rootId, 'carol', NOW + 11)]);
      expect(await end(storage, NOW + 9)).toBe(0);
      expect((await state()).epoch).toBe(2);
      expect(await end(storage, NOW + 10)).toBe(1);
      const now = await state();
      expect(now.epoch).toBe(3);
      expect(now.membership(rootId, 'bob')).toBeUndefined();
      expect(now.membership(rootId, 'carol')).toBeDefined();
      expect((await state(NOW + 9)).membership(rootId, 'bob')).toBeDefined();
      expect((await state(NOW + 10)).membership(rootId, 'bob')).toBeUndefined();
      expect(await end(storage, NOW + 10)).toBe(0);
    });

    it('ends in small steps, one client at a time', async () => {
      const storage = await open();
      await withUsers(storage, 'bob', 'carol', 'dora');
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      await one.change(['bob', 'carol', 'dora'].map((id) => membershipBegins(one.rootId, id, NOW + 1)));
      await other.change([membershipBegins(other.rootId, 'bob', NOW + 2)]);
      const steps: number[] = [];
      for (;;) {
        const ended = await end(storage, NOW + 5, 2);
        if (ended === 0) break;
        steps.push(ended);
      }
      expect(steps).toEqual([2, 1, 1]);
      expect([...(await one.state()).membershipsOf(one.rootId)].map(({ userId }) => userId)).toEqual(['alice']);
    });

    it('had ended when it expired even when somebody ends or renews it before it is written down', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const { rootId, change, state } = await plantedClient(storage);
      await change([membershipBegins(rootId, 'bob', NOW + 10)]);
      await change([{ kind: 'membership_ends', roleId: rootId, userId: 'bob' }, membershipBegins(rootId, 'bob')], NOW + 30);
      const held = async (at: number): Promise<boolean> => (await state(at)).membership(rootId, 'bob') !== undefined;
      expect([await held(NOW + 9), await held(NOW + 10), await held(NOW + 29), await held(NOW + 30)]).toEqual([
        true,
        false,
        false,
        true,
      ]);
    });
  });
}
