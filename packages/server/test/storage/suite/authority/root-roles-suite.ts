import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../src/authority/change.ts';
import { NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { membershipBegins, plantedClient, roleBegins, withUsers } from './planted-client.ts';

const LATER = NOW + 1_000;

/** Who is what in the root roles of clients, without reading their trees. */
export function rootRolesSuite({ open }: StorageFactory): void {
  describe('the root roles of clients', () => {
    it('say of a user where they are super: in the root alone, expired ones too, none that has ended', async () => {
      const storage = await open();
      const [one, other, third] = [await plantedClient(storage), await plantedClient(storage), await plantedClient(storage)];
      await withUsers(storage, 'bob', 'carl');
      const [below = 0] = await one.change([roleBegins(one.rootId, 'below')]);
      await one.change([superBegins(below, 'bob'), superBegins(one.rootId, 'carl')]);
      await other.change([superBegins(other.rootId, 'bob', LATER), membershipBegins(other.rootId, 'carl')]);
      await third.change([superBegins(third.rootId, 'bob')]);
      await third.change([{ kind: 'membership_ends', roleId: third.rootId, userId: 'bob' } as Effect], LATER);
      const held = (userId: string): Promise<unknown> => storage.read((stores) => stores.authority.rootSuperships(userId));
      expect(await held('bob')).toEqual([{ clientId: other.id, expiresAt: LATER }]);
      expect(await held('carl')).toEqual([{ clientId: one.id, expiresAt: null }]);
      expect(await held('nobody')).toEqual([]);
    });

    it('say of a range of clients who administers them: whoever is active and whose right has not expired', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      await withUsers(storage, 'bob', 'carl', 'dora');
      await one.change([
        superBegins(one.rootId, 'bob', LATER),
        superBegins(one.rootId, 'carl'),
        membershipBegins(one.rootId, 'dora'),
      ]);
      await storage.transact(({ users }) => users.update('carl', { status: 'frozen' }, NOW));
      const asked = (from: number, to: number, now: number): Promise<unknown> =>
        storage.read((stores) => stores.authority.rootAdministrators({ from, to }, now));
      const alice = { clientId: one.id, userId: 'alice', type: 'super' };
      expect(await asked(one.id, one.id, NOW)).toEqual([alice, { clientId: one.id, userId: 'bob', type: 'super' }]);
      expect(await asked(one.id, other.id, LATER)).toEqual([alice, { ...alice, clientId: other.id }]);
      expect(await asked(other.id + 1, other.id + 9, NOW)).toEqual([]);
    });
  });
}

function superBegins(roleId: number, userId: string, expiresAt: number | null = null): Effect {
  return { ...membershipBegins(roleId, userId, expiresAt), type: 'super' } as Effect;
}
