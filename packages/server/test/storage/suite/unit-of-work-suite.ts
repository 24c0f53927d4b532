import { describe, expect, it } from 'vitest';
import { StorageUnavailable, type Stores } from '../../../src/storage/storage.ts';
import { accessToken, user, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** What every database must do for units of work. */
export function unitOfWorkSuite({ open }: StorageFactory): void {
  describe('a unit of work', () => {
    it('leaves nothing when it throws, and its neighbours are not harmed', async () => {
      const storage = await open();
      const outcomes = await Promise.allSettled(
        ['a', 'b', 'c'].map((id) =>
          storage.transact(async (stores) => {
            await stores.users.insert(user({ id }));
            if (id === 'b') throw new RangeError('on purpose');
            return id;
          }),
        ),
      );
      expect(outcomes).toEqual([
        { status: 'fulfilled', value: 'a' },
        { status: 'rejected', reason: new RangeError('on purpose') },
        { status: 'fulfilled', value: 'c' },
      ]);
      const users = await storage.read((stores) => stores.users.list({ limit: 9 }));
      expect(users.map(({ id }) => id)).toEqual(['a', 'c']);
    });

    it('leaves nothing when it throws before it awaits', async () => {
      const storage = await open();
      const work = (): Promise<never> => {
        throw new RangeError('at once');
      };
      await expect(storage.transact(work)).rejects.toThrow(RangeError);
      await expect(storage.read(work)).rejects.toThrow(RangeError);
      await storage.ping();
    });

    it('fails when a statement of it failed, even if it caught the failure', async () => {
      const storage = await open();
      const swallow = storage.transact(async (stores) => {
        await stores.users.insert(user());
        await stores.accessTokens.insert(accessToken({ grantId: 'missing' })).catch(() => undefined);
        return 'fine';
      });
      await expect(swallow).rejects.toThrow(/constraint/i);
      expect(await storage.read((stores) => stores.users.find('alice'))).toBeUndefined();
    });

    it('fails on its own, whoever comes after it: who was acknowledged is kept, who was not leaves nothing', async () => {
      const storage = await open();
      await withGrant(storage);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) =>
          storage.transact(async (stores) => {
            const id = `token${index}`;
            await stores.accessTokens.insert(accessToken({ id, ...(index % 3 === 1 && { grantId: 'missing' }) }));
            if (index % 3 === 2) throw new RangeError('on purpose');
            return id;
          }),
        ),
      );
      const kept = await storage.read((stores) =>
        Promise.all(outcomes.map(async (_, index) => (await stores.accessTokens.find(`token${index}`)) !== undefined)),
      );
      expect(kept).toEqual(outcomes.map((_, index) => index % 3 === 0));
      for (const [index, outcome] of outcomes.entries()) {
        const reason = index % 3 === 1 ? { message: expect.stringMatching(/constraint/i) } : expect.any(RangeError);
        expect(outcome).toMatchObject(index % 3 === 0 ? { value: `token${index}` } : { reason });
      }
    });

    it('takes nothing more after a statement of it failed', async () => {
      const storage = await open();
      const goOn = storage.transact(async (stores) => {
        await stores.accessTokens.insert(accessToken({ grantId: 'missing' })).catch(() => undefined);
        await stores.users.insert(user());
      });
      await expect(goOn).rejects.toThrow(/constraint/i);
      expect(await storage.read((stores) => stores.users.find('alice'))).toBeUndefined();
    });

    it('a snapshot sees what was committed when it first read, whatever is written meanwhile, and cannot write', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user({ id: 'before' })));
      const seen = await storage.snapshot(async (stores) => {
        const first = await stores.users.find('before');
        await storage.transact((others) => others.users.insert(user({ id: 'after' })));
        return [first?.id, await stores.users.find('after')];
      });
      expect(seen).toEqual(['before', undefined]);
      expect((await storage.read((stores) => stores.users.find('after')))?.id).toBe('after');
      await expect(storage.snapshot((stores) => stores.users.insert(user({ id: 'third' })))).rejects.toThrow();
    });

    it('lends its stores only while it lasts', async () => {
      const storage = await open();
      const kept = await storage.transact(async (stores): Promise<{ stores: Stores }> => ({ stores }));
      await expect(kept.stores.users.insert(user())).rejects.toThrow('outside its unit of work');
      const read = await storage.read(async (stores): Promise<{ stores: Stores }> => ({ stores }));
      await expect(read.stores.users.find('alice')).rejects.toThrow('outside its unit of work');
    });

    it('sees what it wrote itself', async () => {
      const storage = await open();
      const found = await storage.transact(async (stores) => {
        await stores.users.insert(user());
        return stores.users.find('alice');
      });
      expect(found).toEqual(user());
    });

    it('is durable once it is answered: a read that follows sees it', async () => {
      const storage = await open();
      const seen = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          await storage.transact((stores) => stores.users.insert(user({ id: `user${index}` })));
          return storage.read((stores) => stores.users.find(`user${index}`));
        }),
      );
      expect(seen.every((found) => found !== undefined)).toBe(true);
    });
  });

  describe('a read', () => {
    it('cannot write', async () => {
      const storage = await open();
      await expect(storage.read((stores) => stores.users.insert(user()))).rejects.toThrow();
      await expect(storage.read((stores) => stores.clients.nextId())).rejects.toThrow();
      expect(await storage.transact((stores) => stores.users.find('alice'))).toBeUndefined();
      expect(await storage.transact((stores) => stores.clients.nextId())).toBe(1);
    });

    it('does not see what is not committed', async () => {
      const storage = await open();
      const seen = await storage.transact(async (stores) => {
        await stores.users.insert(user());
        return storage.read((others) => others.users.find('alice'));
      });
      expect(seen).toBeUndefined();
      expect(await storage.read((stores) => stores.users.find('alice'))).toEqual(user());
    });
  });

  describe('closing', () => {
    it('waits for the units that were accepted, and takes no more', async () => {
      const storage = await open();
      const accepted = Array.from({ length: 600 }, (_, index) =>
        storage.transact((stores) => stores.users.insert(user({ id: `user${index}` }))),
      );
      const closed = storage.close();
      await expect(storage.transact((stores) => stores.users.find('alice'))).rejects.toThrow(StorageUnavailable);
      await expect(storage.read((stores) => stores.users.find('alice'))).rejects.toThrow(StorageUnavailable);
      await expect(storage.ping()).rejects.toThrow(StorageUnavailable);
      await closed;
      expect(new Set(await Promise.all(accepted))).toEqual(new Set(['inserted']));
    });

    it('may be asked for twice', async () => {
      const storage = await open();
      await Promise.all([storage.close(), storage.close()]);
    });
  });
}
