import { describe, expect, it } from 'vitest';
import { accessToken, client, code, grant, NOW, refreshToken, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** What every database must do for clients. */
export function clientSuite({ open }: StorageFactory): void {
  describe('clients', () => {
    it('come back as they were stored, by id and by name', async () => {
      const storage = await open();
      expect(await storage.transact((stores) => stores.clients.insert(client()))).toBe('inserted');
      expect(await storage.read((stores) => stores.clients.find(1))).toEqual(client());
      expect(await storage.read((stores) => stores.clients.findByName('虎符 sample'))).toEqual(client());
      expect(await storage.read((stores) => stores.clients.find(2))).toBeUndefined();
      expect(await storage.read((stores) => stores.clients.findByName('sample'))).toBeUndefined();
    });

    it('come back with every member empty', async () => {
      const storage = await open();
      const empty = client({
        sealedSecret: null,
        sealedOldSecret: null,
        oldSecretExpiresAt: 0,
        redirectUris: [],
        owner: '',
        grantTypes: [],
        scope: null,
        defaultScope: null,
        authenticationMethod: null,
        requirePkce: false,
        refuseJwtReplay: false,
        rights: [],
      });
      await storage.transact((stores) => stores.clients.insert(empty));
      expect(await storage.read((stores) => stores.clients.find(1))).toEqual(empty);
    });

    it('are counted from 1, and the counter skips past ids that were given', async () => {
      const storage = await open();
      const next = (): Promise<number> => storage.transact((stores) => stores.clients.nextId());
      expect(await next()).toBe(1);
      await storage.transact((stores) => stores.clients.insert(client({ id: 5, fullname: 'five' })));
      expect(await next()).toBe(6);
      await storage.transact((stores) => stores.clients.insert(client({ id: 3, fullname: 'three' })));
      expect(await next()).toBe(7);
    });

    it('are unique by id and by name, and a refused one moves no counter', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.clients.insert(client()));
      expect(await storage.transact((stores) => stores.clients.insert(client({ fullname: 'other' })))).toBe('exists');
      expect(await storage.transact((stores) => stores.clients.insert(client({ id: 40 })))).toBe('exists');
      expect(await storage.transact((stores) => stores.clients.nextId())).toBe(2);
    });

    it('change in exactly the members that are given', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.clients.insert(client()));
      const changes = { redirectUris: [], scope: null, requirePkce: false, refreshGraceSeconds: 0, status: 'disabled' } as const;
      expect(await storage.transact((stores) => stores.clients.update(1, changes, NOW))).toBe('updated');
      expect(await storage.read((stores) => stores.clients.find(1))).toEqual({ ...client(), ...changes, updatedAt: NOW });
      expect(await storage.transact((stores) => stores.clients.update(2, changes, NOW))).toBe('unknown');
    });

    it('change in every member', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.clients.insert(client()));
      const changes = {
        fullname: 'new',
        status: 'disabled',
        sealedSecret: 's',
        sealedOldSecret: null,
        oldSecretExpiresAt: 4,
        owner: 'bob',
        redirectUris: ['https://new.example'],
        grantTypes: ['refresh_token'],
        scope: 'openid',
        defaultScope: null,
        authenticationMethod: 'none',
        requirePkce: false,
        consent: 'never',
        refuseJwtReplay: false,
        refreshGraceSeconds: 1,
        rights: ['create_clients'],
      } as const;
      await storage.transact((stores) => stores.clients.update(1, changes, NOW));
      expect(await storage.read((stores) => stores.clients.find(1))).toEqual({ ...client(), ...changes, updatedAt: NOW });
    });

    it('take no name that another has, and then change in nothing', async () => {
      const storage = await open();
      const outcomes = await storage.transact(async (stores) => {
        await stores.clients.insert(client());
        await stores.clients.insert(client({ id: 2, fullname: 'two' }));
        return [
          await stores.clients.update(2, { fullname: '虎符 sample', owner: 'bob' }, NOW),
          await stores.clients.update(1, { fullname: '虎符 sample', owner: 'bob' }, NOW),
        ];
      });
      expect(outcomes).toEqual(['name_taken', 'updated']);
      expect(await storage.read((stores) => stores.clients.find(2))).toEqual(client({ id: 2, fullname: 'two' }));
    });

    it('RFC 8707 §2: serve resources that no other serves, however they are spelled', async () => {
      const storage = await open();
      const serving = (uris: string[]): ReturnType<typeof client>['metadata'] => ({
        ...client().metadata,
        resource_indicators: uris,
      });
      const owner = (uri: string): Promise<number | undefined> => storage.read(({ clients }) => clients.findResourceOwner(uri));
      const one = client({ metadata: serving(['HTTPS://API.example/A', 'urn:example:b']) });
      expect(await storage.transact(({ clients }) => clients.insert(one))).toBe('inserted');
      expect(await owner('https://api.example/A')).toBe(1);
      expect(await owner('https://api.example/a')).toBeUndefined();
      const thief = client({ id: 2, fullname: 'two', metadata: serving(['https://free.example/', 'https://api.example/A']) });
      expect(await storage.transact(({ clients }) => clients.insert(thief))).toBe('resource_taken');
      expect(await storage.read(({ clients }) => clients.find(2))).toBeUndefined();
      const two = { ...thief, metadata: serving(['https://two.example/']) };
      await storage.transact(({ clients }) => clients.insert(two));
      const steal = { metadata: thief.metadata };
      expect(await storage.transact(({ clients }) => clients.update(2, steal, NOW))).toBe('resource_taken');
      expect(await storage.read(({ clients }) => clients.find(2))).toEqual(two);
      const named = { fullname: one.fullname, metadata: serving(['https://free.example/']) };
      expect(await storage.transact(({ clients }) => clients.update(2, named, NOW))).toBe('name_taken');
      expect([await owner('https://free.example/'), await owner('https://two.example/')]).toEqual([undefined, 2]);
    });

    it('RFC 8707 §2: give up resources by a change or by being deleted, and others may serve them then', async () => {
      const storage = await open();
      const serving = (uris: string[]): ReturnType<typeof client>['metadata'] => ({
        ...client().metadata,
        resource_indicators: uris,
      });
      const owner = (uri: string): Promise<number | undefined> => storage.read(({ clients }) => clients.findResourceOwner(uri));
      await storage.transact(({ clients }) => clients.insert(client({ metadata: serving(['urn:x:a', 'urn:x:b']) })));
      expect([await owner('urn:x:a'), await owner('urn:x:b')]).toEqual([1, 1]);
      await storage.transact(({ clients }) => clients.update(1, { metadata: serving(['urn:x:b', 'urn:x:c']) }, NOW));
      expect([await owner('urn:x:a'), await owner('urn:x:b'), await owner('urn:x:c')]).toEqual([undefined, 1, 1]);
      await storage.transact(({ clients }) => clients.update(1, { status: 'disabled' }, NOW));
      expect(await owner('urn:x:b')).toBe(1);
      await storage.transact(({ clients }) => clients.delete(1));
      const two = client({ id: 2, metadata: serving(['urn:x:a', 'urn:x:b', 'urn:x:c']) });
      expect(await storage.transact(({ clients }) => clients.insert(two))).toBe('inserted');
      expect([await owner('urn:x:a'), await owner('urn:x:b'), await owner('urn:x:c')]).toEqual([2, 2, 2]);
    });

    it('are listed in pages by id', async () => {
      const storage = await open();
      await storage.transact(async (stores) => {
        for (const id of [10, 9, 2]) await stores.clients.insert(client({ id, fullname: `client ${id}` }));
      });
      expect((await storage.read((stores) => stores.clients.list(0, 2))).map(({ id }) => id)).toEqual([2, 9]);
      expect((await storage.read((stores) => stores.clients.list(9, 2))).map(({ id }) => id)).toEqual([10]);
    });

    it('take their grants, tokens, codes and consents with them, and nothing of others', async () => {
      const storage = await open();
      await withGrant(storage);
      const [token, refresh, oneCode] = [accessToken(), refreshToken(), code()];
      const other = accessToken({ grantId: 'grant-2', clientId: 2 });
      await storage.transact(async (stores) => {
        await stores.clients.insert(client({ id: 2, fullname: 'two' }));
        await stores.grants.insert(grant({ id: 'grant-2', clientId: 2 }));
        await stores.accessTokens.insert(token);
        await stores.accessTokens.insert(other);
        await stores.refreshTokens.insert(refresh);
        await stores.codes.insert(oneCode);
        await stores.consents.add('alice', 1, ['openid'], NOW);
        await stores.consents.add('alice', 2, ['openid'], NOW);
      });
      expect(await storage.transact((stores) => stores.clients.delete(1))).toBe('deleted');
      expect(await storage.transact((stores) => stores.clients.delete(1))).toBe('unknown');
      await storage.read(async (stores) => {
        expect(await stores.clients.find(1)).toBeUndefined();
        expect(await stores.grants.find('grant-1')).toBeUndefined();
        expect(await stores.accessTokens.find(token.id)).toBeUndefined();
        expect(await stores.refreshTokens.find(refresh.id)).toBeUndefined();
        expect(await stores.codes.find(oneCode.id)).toBeUndefined();
        expect((await stores.consents.list('alice')).map(({ clientId }) => clientId)).toEqual([2]);
        expect(await stores.accessTokens.find(other.id)).toBeDefined();
      });
    });

    it('never get the id of one that was deleted', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.clients.insert(client({ id: 4 })));
      await storage.transact((stores) => stores.clients.delete(4));
      expect(await storage.transact((stores) => stores.clients.nextId())).toBe(5);
    });
  });
}
