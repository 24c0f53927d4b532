import { describe, expect, it } from 'vitest';
import { IdTaken } from '../../../../src/authority/authority-store.ts';
import { client, NOW, user } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { membershipBegins, plantedClient, resourceBegins, roleBegins, withUsers } from './planted-client.ts';

/** What every database must do for trees, memberships, links and resources. */
export function authoritySuite({ open }: StorageFactory): void {
  describe('an authority', () => {
    it('is born with the root role, in which the creator is super (authority.md §2, rule 1)', async () => {
      const storage = await open();
      const planted = await plantedClient(storage);
      const state = await planted.state();
      expect([...state.roles()]).toEqual([
        {
          id: planted.rootId,
          clientId: planted.id,
          name: `client ${planted.id}-root`,
          description: '',
          parentId: -1,
          createdBy: 'alice',
          updatedBy: 'alice',
          created: NOW,
          updated: NOW,
        },
      ]);
      expect([...state.membershipsOf(planted.rootId)]).toEqual([
        { roleId: planted.rootId, userId: 'alice', type: 'super', expiresAt: null, grantedBy: 'alice' },
      ]);
      expect(state.epoch).toBe(1);
    });

    it('is planted once, and not at all when its unit of work fails', async () => {
      const storage = await open();
      const { id } = await plantedClient(storage);
      const plant = (clientId: number): Promise<unknown> =>
        storage.transact((stores) => stores.authority.plant({ clientId, by: 'alice', at: NOW }, { name: 'r', creator: null }));
      await expect(plant(id)).rejects.toThrow('has a tree');
      const failing = storage.transact(async (stores) => {
        await stores.clients.insert(client({ id: 70, fullname: 'seventy' }));
        await stores.authority.plant({ clientId: 70, by: 'alice', at: NOW }, { name: 'r', creator: null });
        throw new RangeError('on purpose');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await storage.read((stores) => stores.authority.epoch(70))).toBeUndefined();
    });

    it('numbers roles and resources from 1 across clients, past ids that were given', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      expect([one.rootId, other.rootId]).toEqual([1, 2]);
      expect(await one.change([roleBegins(one.rootId, 'a'), resourceBegins('r', 1)])).toEqual([3, 1]);
      await one.change([{ ...roleBegins(one.rootId, 'b'), id: 10 } as never, { ...resourceBegins('s', 1), id: 7 } as never]);
      await one.change([{ ...roleBegins(one.rootId, 'c'), id: 5 } as never]);
      expect(await other.change([roleBegins(other.rootId, 'd'), resourceBegins('t', 1)])).toEqual([11, 8]);
    });

    it('gives out no id that was reserved, nor one before it', async () => {
      const storage = await open();
      const one = await plantedClient(storage);
      await storage.transact(async ({ authority }) => {
        await authority.reserve('role', 7);
        await authority.reserve('role', 3);
        await authority.reserve('resource', 5);
      });
      expect(await one.change([roleBegins(one.rootId, 'a'), resourceBegins('r', 1)])).toEqual([8, 6]);
    });

    it('takes no explicit id that another row has, whichever client it is of, and then changes in nothing', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      const [role, resource] = await one.change([roleBegins(one.rootId, 'a'), resourceBegins('r', 1)]);
      const before = await other.state();
      for (const effect of [
        { ...roleBegins(other.rootId, 'x'), id: role },
        { ...resourceBegins('x'), id: resource },
      ]) {
        await expect(other.change([roleBegins(other.rootId, 'y', 1), effect as never])).rejects.toThrow(IdTaken);
      }
      const after = await other.state();
      expect([...after.roles()]).toEqual([...before.roles()]);
      expect(after.epoch).toBe(before.epoch);
    });

    it('changes in everything that an effect can say', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const { id, rootId, change, state } = await plantedClient(storage);
      await storage.transact((stores) => stores.groups.insert({ id: 4, name: 'g', email: '', description: '', owner: 'bob' }));
      const [a = 0, b = 0, r = 0] = await change([
        roleBegins(rootId, 'a', 0),
        roleBegins(rootId, 'b', 1),
        resourceBegins('r', 2),
        { kind: 'link_begins', roleId: rootId, resourceId: { newId: 2 } },
        { kind: 'link_begins', roleId: { newId: 0 }, resourceId: { newId: 2 } },
      ]);
      await change([membershipBegins(a, 'bob', NOW + 9), { kind: 'group_begins', roleId: a, groupId: 4 }], NOW + 1);
      await change(
        [
          { kind: 'role_moves', roleId: b, parentId: a },
          { kind: 'role_changes', roleId: a, name: 'A', description: 'd' },
        ],
        NOW + 2,
      );
      await change([{ kind: 'resource_changes', resourceId: r, name: 'R', description: '', data: 'x' }], NOW + 3);
      const now = await state();
      expect(now.role(a)).toMatchObject({ name: 'A', description: 'd', parentId: rootId, created: NOW, updated: NOW + 2 });
      expect(now.role(b)).toMatchObject({ clientId: id, name: 'b', parentId: a });
      expect(now.resource(r)).toMatchObject({ name: 'R', data: 'x', created: NOW, updated: NOW + 3 });
      expect([...now.resourcesOf(a)]).toEqual([r]);
      expect(now.membership(a, 'bob')).toMatchObject({ type: 'normal', expiresAt: NOW + 9, grantedBy: 'alice' });
      expect([...now.groupsOf(a)]).toEqual([{ roleId: a, groupId: 4 }]);
      await change(
        [
          { kind: 'role_moves', roleId: b, parentId: rootId },
          { kind: 'membership_ends', roleId: a, userId: 'bob' },
          { kind: 'group_ends', roleId: a, groupId: 4 },
          { kind: 'link_ends', roleId: a, resourceId: r },
          { kind: 'role_ends', roleId: a },
          { kind: 'link_ends', roleId: rootId, resourceId: r },
          { kind: 'resource_ends', resourceId: r },
        ],
        NOW + 4,
      );
      const last = await state();
      expect([...last.roles()].map((role) => role.id).toSorted((x, y) => x - y)).toEqual([rootId, b]);
      expect([...last.resources()]).toEqual([]);
      expect([...last.membershipsOfUser('bob')]).toEqual([]);
    });

    it('refuses an effect that does not fit what is stored, with everything that was written beside it', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      const [foreign = 0, resource = 0] = await other.change([roleBegins(other.rootId, 'f'), resourceBegins('r', 1)]);
      const [filled = 0] = await one.change([roleBegins(one.rootId, 'filled')]);
      await one.change([membershipBegins(filled, 'alice')]);
      const before = await one.state();
      for (const effect of [
        { kind: 'role_changes', roleId: foreign, name: 'mine', description: '' },
        { kind: 'role_moves', roleId: foreign, parentId: one.rootId },
        { kind: 'role_ends', roleId: foreign },
        { kind: 'role_ends', roleId: filled },
        { kind: 'resource_changes', resourceId: resource, name: 'mine', description: '', data: '' },
        { kind: 'resource_ends', resourceId: resource },
        { kind: 'membership_ends', roleId: other.rootId, userId: 'alice' },
        { kind: 'membership_begins', roleId: filled, userId: 'alice', type: 'super', expiresAt: null },
        { kind: 'link_ends', roleId: other.rootId, resourceId: resource },
        { kind: 'group_begins', roleId: filled, groupId: 99 },
        { kind: 'group_ends', roleId: filled, groupId: 99 },
      ] as const) {
        await expect(one.change([roleBegins(one.rootId, 'x'), effect]), effect.kind).rejects.toThrow();
      }
      expect([...(await one.state()).roles()]).toEqual([...before.roles()]);
      expect((await other.state()).role(foreign)?.name).toBe('f');
    });

    it('has no state and no turn for a client that does not exist, or does no longer', async () => {
      const storage = await open();
      const { id } = await plantedClient(storage);
      await storage.transact((stores) => stores.clients.delete(id));
      for (const missing of [id, 0, -1, 99]) {
        expect(await storage.transact((stores) => stores.authority.lock(missing))).toBeUndefined();
        expect(await storage.read((stores) => stores.authority.load(missing))).toBeUndefined();
      }
    });

    it('of one client is not touched by the end of another', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      await storage.transact((stores) => stores.clients.delete(one.id));
      expect([...(await other.state()).membershipsOf(other.rootId)]).toHaveLength(1);
    });

    it('whose user is frozen or deleted takes a turn, and says so; the order of paths does not matter', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const { id, rootId, change, state } = await plantedClient(storage);
      const unconcerned = await plantedClient(storage);
      await change([membershipBegins(rootId, 'bob')]);
      const epochs: (number | undefined)[] = [(await state()).epoch];
      for (const status of ['frozen', 'delete', 'active', 'active'] as const) {
        await storage.transact((stores) => stores.users.update('BOB', { status }, NOW + 1));
        const { epoch, ...now } = { epoch: (await state()).epoch, active: (await state()).isActive('bob') };
        expect(now.active).toBe(status === 'active');
        epochs.push(epoch);
      }
      expect(epochs).toEqual([2, 3, 3, 4, 4]);
      expect((await unconcerned.state()).epoch).toBe(1);
      expect(await storage.read((stores) => stores.authority.clientsOfUser('bob'))).toEqual([id]);
    });

    it('forgets a user who is in nothing any more: history names another', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      const { id, rootId, change, state } = await plantedClient(storage);
      const forget = (): Promise<string> => storage.transact((stores) => stores.authority.forget('bob', '~1'));
      await change([membershipBegins(rootId, 'bob')], NOW + 1);
      await storage.transact((stores) => stores.users.update('bob', { status: 'delete' }, NOW + 2));
      expect(await forget()).toBe('still_in');
      await change([{ kind: 'membership_ends', roleId: rootId, userId: 'bob' }], NOW + 3);
      await storage.transact(async (stores) => {
        await stores.authority.lock(id);
        await stores.authority.write({ clientId: id, by: 'bob', at: NOW + 4 }, [roleBegins(rootId, 'a')]);
      });
      const before = (await state()).epoch;
      expect(await forget()).toBe('forgotten');
      const [now, then] = [await state(), await state(NOW + 2)];
      expect(now.epoch).toBe(before + 1);
      expect([...now.roles()].map(({ createdBy, updatedBy }) => [createdBy, updatedBy])).toContainEqual(['~1', '~1']);
      expect([...then.membershipsOf(rootId)].map(({ userId }) => userId).toSorted()).toEqual(['alice', '~1']);
      expect([then.isActive('~1'), then.isActive('bob')]).toEqual([false, true]);
    });

    it('shares one list of people, which has an epoch of its own', async () => {
      const storage = await open();
      await withUsers(storage, 'bob');
      await storage.transact(async (stores) => {
        await stores.users.insert(user({ id: 'carol', status: 'frozen' }));
        await stores.groups.insert({ id: 1, name: 'g', email: '', description: '', owner: 'bob' });
        await stores.groups.addUser(1, 'bob', NOW);
      });
      const people = await storage.read((stores) => stores.authority.loadPeople());
      expect(people).toMatchObject({ activeUsers: ['bob'], groupUsers: [{ groupId: 1, userId: 'bob' }] });
      await storage.transact((stores) => stores.users.update('carol', { status: 'active' }, NOW));
      const later = await storage.read((stores) => stores.authority.loadPeople());
      expect(later?.activeUsers.toSorted()).toEqual(['bob', 'carol']);
      expect(later?.epoch).toBeGreaterThan(people?.epoch ?? Infinity);
    });
  });
}
