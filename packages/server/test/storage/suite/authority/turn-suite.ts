import { describe, expect, it } from 'vitest';
import { NOW } from '../../entities.ts';
import type { StorageFactory } from '../../storage-factory.ts';
import { plantedClient, roleBegins } from './planted-client.ts';

const WRITERS = Array.from({ length: 20 }, (_, index) => index);

/** How the changes of one client follow each other. */
export function turnSuite({ open }: StorageFactory): void {
  describe('the turn of a client', () => {
    it('serialises twenty who write at once: each sees the epoch of the one before, and what it wrote', async () => {
      const storage = await open();
      const { id, rootId, state } = await plantedClient(storage);
      const seen = await Promise.all(
        WRITERS.map((writer) =>
          storage.transact(async (stores) => {
            const epoch = await stores.authority.lock(id);
            const before = await stores.authority.load(id);
            await stores.authority.write({ clientId: id, by: 'alice', at: NOW }, [roleBegins(rootId, `role ${writer}`)]);
            return { epoch, read: before?.epoch, roles: [...(before?.roles() ?? [])].length };
          }),
        ),
      );
      expect(seen.toSorted((a, b) => a.roles - b.roles)).toEqual(
        WRITERS.map((index) => ({ epoch: index + 2, read: index + 2, roles: index + 1 })),
      );
      expect([...(await state()).roles()]).toHaveLength(WRITERS.length + 1);
    });

    it('that came to nothing is given back', async () => {
      const storage = await open();
      const { id } = await plantedClient(storage);
      const failing = storage.transact(async (stores) => {
        await stores.authority.lock(id);
        throw new RangeError('on purpose');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await storage.read((stores) => stores.authority.epoch(id))).toBe(1);
    });

    it('does not hold up another client', async () => {
      const storage = await open();
      const [one, other] = [await plantedClient(storage), await plantedClient(storage)];
      await one.change([roleBegins(one.rootId, 'a')]);
      expect(await storage.read((stores) => stores.authority.epoch(other.id))).toBe(1);
    });

    it('lets nobody read a change by halves', async () => {
      const storage = await open();
      const { rootId, change, state } = await plantedClient(storage);
      const halves: number[] = [];
      const writing = Promise.all(
        WRITERS.map(() =>
          change([
            roleBegins(rootId, 'role'),
            { kind: 'resource_begins', key: { newId: 1 }, name: 'r', description: '', data: '' },
            { kind: 'link_begins', roleId: { newId: 0 }, resourceId: { newId: 1 } },
          ]),
        ),
      );
      for (let reads = 0; reads < 100; reads++) {
        await new Promise((resolve) => setImmediate(resolve));
        const read = await state();
        const roles = [...read.roles()].filter(({ id }) => id !== rootId);
        const isWhole = roles.length === [...read.resources()].length && roles.every(({ id }) => read.resourcesOf(id).size === 1);
        if (!isWhole) halves.push(reads);
      }
      await writing;
      expect(halves).toEqual([]);
    });

    it('never dates a change before the one before it, whatever the clock says', async () => {
      const storage = await open();
      const { rootId, change, state } = await plantedClient(storage);
      const [role = 0] = await change([roleBegins(rootId, 'late')], NOW + 50);
      await change([{ kind: 'role_changes', roleId: role, name: 'early', description: '' }], NOW + 10);
      expect((await state(NOW + 49)).role(role)).toBeUndefined();
      expect((await state(NOW + 50)).role(role)).toMatchObject({ name: 'early', updated: NOW + 50 });
    });
  });
}
