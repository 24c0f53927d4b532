import { describe, expect, it } from 'vitest';
import type { Group } from '../../../../src/authority/model.ts';
import { NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { plantedClient, withUsers } from './planted-client.ts';

function group(changes: Partial<Group> = {}): Group {
  return { id: 1, name: '研发', email: 'dev@example.org', description: 'd', owner: 'alice', ...changes };
}

/** What every database must do for groups. */
export function groupSuite({ open }: StorageFactory): void {
  describe('groups', () => {
    it('come back as they were stored, by id and by name', async () => {
      const storage = await open();
      expect(await storage.transact((stores) => stores.groups.insert(group()))).toBe('inserted');
      expect(await storage.read((stores) => stores.groups.find(1))).toEqual(group());
      expect(await storage.read((stores) => stores.groups.findByName('研发'))).toEqual(group());
      expect(await storage.read((stores) => stores.groups.findByName('other'))).toBeUndefined();
    });

    it('are unique by id and by name, and numbered past ids that were given', async () => {
      const storage = await open();
      const outcomes = await storage.transact(async (stores) => [
        await stores.groups.insert(group({ id: 5 })),
        await stores.groups.insert(group({ id: 5, name: 'other' })),
        await stores.groups.insert(group({ id: 40 })),
        await stores.groups.nextId(),
      ]);
      expect(outcomes).toEqual(['inserted', 'exists', 'exists', 6]);
    });

    it('change in exactly the members that are given, and take no name that another has', async () => {
      const storage = await open();
      const outcomes = await storage.transact(async (stores) => {
        await stores.groups.insert(group());
        await stores.groups.insert(group({ id: 2, name: 'two' }));
        return [
          await stores.groups.update(1, { email: '', description: 'new' }),
          await stores.groups.update(2, { name: '研发', owner: 'bob' }),
          await stores.groups.update(3, { name: 'three' }),
        ];
      });
      expect(outcomes).toEqual(['updated', 'name_taken', 'unknown']);
      expect(await storage.read((stores) => stores.groups.find(1))).toEqual(group({ email: '', description: 'new' }));
      expect(await storage.read((stores) => stores.groups.find(2))).toEqual(group({ id: 2, name: 'two' }));
    });

    it('are listed in pages, by a part of the name in any case; signs of patterns are themselves', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        for (const [index, name] of ['Dev One', 'dev_two', 'ops', 'dev%'].entries()) {
          await stores.groups.insert(group({ id: index + 1, name }));
        }
      });
      const names = (filter: { likes?: string; after: number; limit: number }): Promise<string[]> =>
        storage.read(async (stores) => (await stores.groups.list(filter)).map(({ name }) => name));
      expect(await names({ after: 0, limit: 2 })).toEqual(['Dev One', 'dev_two']);
      expect(await names({ likes: 'DEV', after: 1, limit: 9 })).toEqual(['dev_two', 'dev%']);
      expect(await names({ likes: 'v_t', after: 0, limit: 9 })).toEqual(['dev_two']);
      expect(await names({ likes: '%', after: 0, limit: 9 })).toEqual(['dev%']);
    });

    it('have users, and tell every client they are in', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const [inside, outside] = [await plantedClient(storage), await plantedClient(storage)];
      await storage.transact((stores) => stores.groups.insert(group()));
      await inside.change([{ kind: 'group_begins', roleId: inside.rootId, groupId: 1 }]);
      const outcomes = await storage.transact(async (stores) => [
        await stores.groups.addUser(1, 'bob', NOW),
        await stores.groups.addUser(1, 'bob', NOW),
        await stores.groups.addUser(9, 'bob', NOW),
        await stores.groups.removeUser(1, 'alice', NOW),
      ]);
      expect(outcomes).toEqual(['added', 'already', 'unknown', 'unknown']);
      const state = await inside.state();
      expect(state.epoch).toBeGreaterThan(2);
      expect((await outside.state()).epoch).toBe(1);
      expect([...state.groupRolesOfUser('bob')]).toEqual([{ roleId: inside.rootId, groupId: 1 }]);
      await storage.read(async (stores) => {
        expect(await stores.groups.usersOf(1)).toEqual(['bob']);
        expect(await stores.groups.groupsOf('bob')).toEqual([group()]);
        expect(await stores.groups.clientsOf(1)).toEqual([inside.id]);
        expect(await stores.authority.clientsOfUser('bob')).toEqual([inside.id]);
      });
      expect(await storage.transact((stores) => stores.groups.removeUser(1, 'bob', NOW))).toBe('removed');
      expect([...(await inside.state()).groupRolesOfUser('bob')]).toEqual([]);
    });

    it('cannot be deleted while they have members or are in a role, and their name is free afterwards', async () => {
      const storage = await open();
      const { rootId, change } = await plantedClient(storage);
      await storage.transact((stores) => stores.groups.insert(group()));
      const remove = (): Promise<string> => storage.transact((stores) => stores.groups.delete(1));
      await change([{ kind: 'group_begins', roleId: rootId, groupId: 1 }]);
      expect(await remove()).toBe('in_use');
      await change([{ kind: 'group_ends', roleId: rootId, groupId: 1 }]);
      await storage.transact((stores) => stores.groups.addUser(1, 'alice', NOW));
      expect(await remove()).toBe('in_use');
      await storage.transact((stores) => stores.groups.removeUser(1, 'alice', NOW));
      expect([await remove(), await remove()]).toEqual(['deleted', 'unknown']);
      const outcomes = await storage.transact(async (stores) => [
        await stores.groups.insert(group({ id: 2 })),
        await stores.groups.insert(group({ id: 1, name: 'again' })),
        await stores.groups.addUser(1, 'alice', NOW),
        await stores.groups.update(1, { email: '' }),
      ]);
      expect(outcomes).toEqual(['inserted', 'exists', 'unknown', 'unknown']);
      expect(await storage.read((stores) => stores.groups.find(1))).toBeUndefined();
      expect(await storage.read((stores) => stores.groups.list({ after: 0, limit: 9 }))).toEqual([group({ id: 2 })]);
    });
  });
}
