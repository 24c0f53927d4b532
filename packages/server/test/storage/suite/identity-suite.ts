import { describe, expect, it } from 'vitest';
import { SESSION_IDLE_MS } from '../../../src/identity/session/session-limits.ts';
import { DAY, HOUR, link, NOW, session, user } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** What every database must do for users, sessions, throttles and one-time links. */
export function identitySuite({ open }: StorageFactory): void {
  describe('users', () => {
    it('come back as they were stored, under any spelling of their id', async () => {
      const storage = await open();
      const alice = user({ id: 'Alice', email: '', passwordHash: null, sealedSecret: null });
      expect(await storage.transact((stores) => stores.users.insert(alice))).toBe('inserted');
      expect(await storage.read((stores) => stores.users.find('aLICE'))).toEqual(alice);
      expect(await storage.read((stores) => stores.users.find('bob'))).toBeUndefined();
    });

    it('are unique by their folded id', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user()));
      expect(await storage.transact((stores) => stores.users.insert(user({ id: 'ALICE', fullname: 'another' })))).toBe('exists');
      expect((await storage.read((stores) => stores.users.find('alice')))?.fullname).toBe('Alice Liddell');
    });

    it('change in exactly the members that are given, null and false included', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user()));
      const changes = { passwordHash: null, mustChangePassword: false, status: 'frozen', organization: '' } as const;
      expect(await storage.transact((stores) => stores.users.update('ALICE', changes, NOW))).toBe('updated');
      expect(await storage.read((stores) => stores.users.find('alice'))).toEqual({ ...user(), ...changes, updatedAt: NOW });
      expect(await storage.transact((stores) => stores.users.update('bob', changes, NOW))).toBe('unknown');
    });

    it('change in every member', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user()));
      const changes = {
        fullname: 'a',
        email: 'b',
        wechat: 'c',
        phone: 'd',
        type: 'system',
        dn: 'e',
        organization: 'f',
        status: 'delete',
        passwordHash: 'g',
        mustChangePassword: false,
        systemAdministrator: true,
        sealedSecret: 'h',
      } as const;
      await storage.transact((stores) => stores.users.update('alice', changes, NOW));
      expect(await storage.read((stores) => stores.users.find('alice'))).toEqual({ ...user(), ...changes, updatedAt: NOW });
    });

    it('keep a hash that was changed while it was rehashed', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user()));
      await storage.transact((stores) => stores.users.rehash('alice', '$another', '$late'));
      expect((await storage.read((stores) => stores.users.find('alice')))?.passwordHash).toBe('$argon2id$one');
      await storage.transact((stores) => stores.users.rehash('Alice', '$argon2id$one', '$argon2id$two'));
      expect((await storage.read((stores) => stores.users.find('alice')))?.passwordHash).toBe('$argon2id$two');
    });

    it('are found many at once, each once, under any spelling; who does not exist is missing', async () => {
      const storage = await open();
      const made = Array.from({ length: 300 }, (_, index) => `user-${index}`);
      await storage.transact(async (stores) => {
        for (const id of made) await stores.users.insert(user({ id }));
      });
      const found = async (ids: readonly string[]): Promise<string[]> =>
        (await storage.read((stores) => stores.users.findMany(ids))).map(({ id }) => id).sort();
      expect(await found([])).toEqual([]);
      expect(await found(['USER-7', 'user-7', 'nobody', "'"])).toEqual(['user-7']);
      expect(await found([...made, 'nobody'])).toEqual(made.toSorted());
    });

    it('are looked for by what is in their name, whatever it is: no character of it is a wildcard', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        const names = { a: '100%_\\done', b: '100 percent', c: 'Élodie', d: '王小明', gone: 'Gone' };
        for (const [id, fullname] of Object.entries(names)) await stores.users.insert(user({ id, fullname }));
        await stores.users.update('gone', { status: 'delete' }, NOW);
      });
      const found = async (fullname?: string): Promise<unknown> => {
        const { total, users } = await storage.read((stores) => stores.users.search({ fullname, offset: 0, limit: 3 }));
        return [total, users.map(({ id }) => id).join('')];
      };
      expect(await found('0%_\\D')).toEqual([1, 'a']);
      expect(await found('100_')).toEqual([0, '']);
      expect(await found('Él')).toEqual([1, 'c']);
      expect(await found('ÉLODIE'.slice(1))).toEqual([1, 'c']);
      expect(await found('小')).toEqual([1, 'd']);
      expect(await found()).toEqual([4, 'abc']);
    });

    it('are listed in pages, by id and by status', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        for (const id of ['dora', 'Bob', 'alice', 'Carl']) {
          await stores.users.insert(user({ id, status: id === 'Bob' ? 'frozen' : 'active' }));
        }
      });
      const ids = async (filter: { after?: string; status?: 'active' | 'frozen'; limit: number }): Promise<string[]> =>
        (await storage.read((stores) => stores.users.list(filter))).map(({ id }) => id);
      expect(await ids({ limit: 3 })).toEqual(['alice', 'Bob', 'Carl']);
      expect(await ids({ limit: 3, after: 'Carl' })).toEqual(['dora']);
      expect(await ids({ limit: 9, status: 'active' })).toEqual(['alice', 'Carl', 'dora']);
      expect(await ids({ limit: 9, status: 'frozen', after: 'alice' })).toEqual(['Bob']);
    });

    it('count as administrators only while they are active', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        await stores.users.insert(user({ id: 'a', systemAdministrator: true }));
        await stores.users.insert(user({ id: 'b', systemAdministrator: true, status: 'frozen' }));
        await stores.users.insert(user({ id: 'c' }));
      });
      expect(await storage.read((stores) => stores.users.countAdministrators())).toBe(1);
    });
  });

  describe('sessions', () => {
    it('come back as they were stored', async () => {
      const storage = await open();
      const stored = session();
      await storage.transact(async (stores) => {
        await stores.users.insert(user());
        await stores.sessions.insert(stored);
      });
      expect(await storage.read((stores) => stores.sessions.find(stored.id))).toEqual(stored);
    });

    it('are touched only while they live: one that idled out or ended does not come back', async () => {
      const storage = await open();
      const seen = await storage.transact(async (stores) => {
        await stores.users.insert(user());
        const live = session();
        const idle = session({ lastSeenAt: NOW - SESSION_IDLE_MS });
        const old = session({ expiresAt: NOW });
        const ended = session({ endedAt: NOW - 1 });
        const all = [live, idle, old, ended];
        for (const each of all) await stores.sessions.insert(each);
        for (const each of all) await stores.sessions.touch(each.id, NOW);
        return Promise.all(all.map(async ({ id }) => (await stores.sessions.find(id))?.lastSeenAt));
      });
      expect(seen).toEqual([NOW, NOW - SESSION_IDLE_MS, NOW - 1, NOW - 1]);
    });

    it('end once', async () => {
      const storage = await open();
      const stored = session();
      await storage.transact(async (stores) => {
        await stores.users.insert(user());
        await stores.sessions.insert(stored);
      });
      expect(await storage.transact((stores) => stores.sessions.end(stored.id, NOW))).toBe('ended');
      expect(await storage.transact((stores) => stores.sessions.end(stored.id, NOW + 1))).toBe('unknown');
      expect(await storage.transact((stores) => stores.sessions.end('nobody', NOW))).toBe('unknown');
      expect((await storage.read((stores) => stores.sessions.find(stored.id)))?.endedAt).toBe(NOW);
    });

    it('of one user all end but the excepted one, under any spelling of the user id', async () => {
      const storage = await open();
      const [first, second, kept, ended] = [session(), session(), session(), session({ endedAt: NOW - 1 })];
      const bobs = session({ userId: 'Bob' });
      const gone = await storage.transact(async (stores) => {
        await stores.users.insert(user());
        await stores.users.insert(user({ id: 'Bob' }));
        for (const each of [first, second, kept, ended, bobs]) await stores.sessions.insert(each);
        return stores.sessions.endAll('ALICE', NOW, kept.id);
      });
      expect(gone.toSorted()).toEqual([first.id, second.id].toSorted());
      expect((await storage.read((stores) => stores.sessions.listLive('alice', NOW))).map(({ id }) => id)).toEqual([kept.id]);
      expect(await storage.transact((stores) => stores.sessions.endAll('Alice', NOW))).toEqual([kept.id]);
      expect(await storage.read((stores) => stores.sessions.listLive('bob', NOW))).toEqual([bobs]);
    });

    it('are listed while they live, newest first', async () => {
      const storage = await open();
      const [older, newer] = [session(), session({ lastSeenAt: NOW - SESSION_IDLE_MS + 1 })];
      const dead = [session({ endedAt: NOW }), session({ expiresAt: NOW }), session({ lastSeenAt: NOW - SESSION_IDLE_MS })];
      const live = await storage.transact(async (stores) => {
        await stores.users.insert(user());
        for (const each of [older, newer, ...dead]) await stores.sessions.insert(each);
        return stores.sessions.listLive('Alice', NOW);
      });
      expect(live).toEqual([newer, older]);
    });
  });

  describe('throttles', () => {
    const first = { count: 1, windowStart: NOW, blockedUntil: 0 };
    const second = { count: 2, windowStart: NOW, blockedUntil: NOW + HOUR };

    it('advance only from the state that is expected', async () => {
      const storage = await open();
      const advance = (expected: typeof first | undefined, next: typeof first): Promise<boolean> =>
        storage.transact((stores) => stores.throttles.advance('user:alice', expected, next));
      expect(await advance(first, second)).toBe(false);
      expect(await advance(undefined, first)).toBe(true);
      expect(await advance(undefined, second)).toBe(false);
      expect(await advance({ ...first, windowStart: NOW - 1 }, second)).toBe(false);
      expect(await advance({ ...first, blockedUntil: 1 }, second)).toBe(false);
      expect(await advance({ ...first, count: 9 }, second)).toBe(false);
      expect(await advance(first, second)).toBe(true);
      expect(await storage.read((stores) => stores.throttles.find('user:alice'))).toEqual(second);
    });

    it('are forgotten when cleared', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.throttles.advance('k', undefined, first));
      await storage.transact((stores) => stores.throttles.clear('k'));
      expect(await storage.read((stores) => stores.throttles.find('k'))).toBeUndefined();
    });
  });

  describe('one-time links', () => {
    it('are consumed once, and keep when', async () => {
      const storage = await open();
      const stored = link({ purpose: 'recovery' });
      await storage.transact((stores) => stores.oneTimeLinks.insert(stored));
      expect(await storage.read((stores) => stores.oneTimeLinks.find(stored.id))).toEqual(stored);
      expect(await storage.transact((stores) => stores.oneTimeLinks.consume(stored.id, NOW))).toBe('consumed');
      expect(await storage.transact((stores) => stores.oneTimeLinks.consume(stored.id, NOW))).toBe('unusable');
      expect(await storage.read((stores) => stores.oneTimeLinks.find(stored.id))).toEqual({ ...stored, usedAt: NOW });
    });

    it('are unusable when expired, unknown, or revoked with their purpose', async () => {
      const storage = await open();
      const [expired, setup, recovery] = [link({ expiresAt: NOW }), link(), link({ purpose: 'recovery', expiresAt: NOW + DAY })];
      const outcomes = await storage.transact(async (stores) => {
        for (const each of [expired, setup, recovery]) await stores.oneTimeLinks.insert(each);
        await stores.oneTimeLinks.revokeAll('setup', NOW);
        return Promise.all([expired.id, 'unknown', setup.id, recovery.id].map((id) => stores.oneTimeLinks.consume(id, NOW)));
      });
      expect(outcomes).toEqual(['unusable', 'unusable', 'unusable', 'consumed']);
    });
  });
}
