import { describe, expect, it } from 'vitest';
import { accessToken, client, code, DAY, grant, HOUR, NOW, refreshToken, user, withGrant } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

/** What every database must do for grants, consents, codes and tokens. */
export function oauthSuite({ open }: StorageFactory): void {
  describe('grants', () => {
    it('come back as they were stored, with and without a user and a session', async () => {
      const storage = await open();
      const stored = await withGrant(storage);
      const own = grant({ id: 'grant-2', userId: null, sessionId: null });
      await storage.transact((stores) => stores.grants.insert(own));
      expect(await storage.read((stores) => stores.grants.find('grant-1'))).toEqual(stored);
      expect(await storage.read((stores) => stores.grants.find('grant-2'))).toEqual(own);
    });

    it('are revoked once, and every later revocation counts none', async () => {
      const storage = await open();
      await withGrant(storage);
      expect(await storage.transact((stores) => stores.grants.revoke('grant-1', NOW))).toBe(1);
      expect(await storage.transact((stores) => stores.grants.revoke('grant-1', NOW + 1))).toBe(0);
      expect((await storage.read((stores) => stores.grants.find('grant-1')))?.revokedAt).toBe(NOW);
    });

    it('of a session are revoked, offline ones only when asked: offline_access counts as a whole scope token', async () => {
      const storage = await open();
      await withGrant(storage, { scope: 'openid offline_access' });
      await storage.transact(async (stores) => {
        await stores.grants.insert(grant({ id: 'grant-2' }));
        await stores.grants.insert(grant({ id: 'grant-3', scope: 'openid offline_access:x' }));
        await stores.grants.insert(grant({ id: 'grant-4', sessionId: 'session-2' }));
      });
      expect(await storage.transact((stores) => stores.grants.revokeBySession('session-1', NOW, true))).toBe(2);
      expect((await storage.read((stores) => stores.grants.find('grant-1')))?.revokedAt).toBeNull();
      expect(await storage.transact((stores) => stores.grants.revokeBySession('session-1', NOW, false))).toBe(1);
      expect((await storage.read((stores) => stores.grants.find('grant-4')))?.revokedAt).toBeNull();
    });

    it('of a user are revoked under any spelling of the id, at one client or at all', async () => {
      const storage = await open();
      await withGrant(storage);
      await storage.transact(async (stores) => {
        await stores.users.insert(user({ id: 'Bob' }));
        await stores.clients.insert(client({ id: 2, fullname: 'two' }));
        await stores.grants.insert(grant({ id: 'grant-2', clientId: 2 }));
        await stores.grants.insert(grant({ id: 'grant-3', clientId: 2 }));
        await stores.grants.insert(grant({ id: 'grant-4', userId: 'Bob' }));
        await stores.grants.insert(grant({ id: 'grant-5', userId: null }));
      });
      expect(await storage.transact((stores) => stores.grants.revokeByUserAndClient('ALICE', 1, NOW))).toBe(1);
      expect(await storage.transact((stores) => stores.grants.revokeByUser('Alice', NOW))).toBe(2);
      expect(await storage.transact((stores) => stores.grants.revokeByUser('nobody', NOW))).toBe(0);
      expect(await storage.transact((stores) => stores.grants.revokeByUser('bob', NOW))).toBe(1);
      expect((await storage.read((stores) => stores.grants.find('grant-5')))?.revokedAt).toBeNull();
    });

    it('are listed by client while they live', async () => {
      const storage = await open();
      await withGrant(storage, { createdAt: NOW - HOUR });
      const live = await storage.transact(async (stores) => {
        await stores.clients.insert(client({ id: 2, fullname: 'two' }));
        await stores.clients.insert(client({ id: 3, fullname: 'three' }));
        await stores.grants.insert(grant({ id: 'grant-2', createdAt: NOW - 5 }));
        await stores.grants.insert(grant({ id: 'grant-3', createdAt: NOW - DAY, revokedAt: NOW }));
        await stores.grants.insert(grant({ id: 'grant-4', clientId: 2, refreshUntil: NOW }));
        await stores.grants.insert(grant({ id: 'grant-5', clientId: 3, createdAt: NOW, refreshUntil: NOW + 1 }));
        return stores.grants.listLive('Alice', NOW);
      });
      expect(live).toEqual([
        { clientId: 1, firstAt: NOW - HOUR, lastAt: NOW - 5 },
        { clientId: 3, firstAt: NOW, lastAt: NOW },
      ]);
    });
  });

  describe('consents', () => {
    it('grow by scopes, keep when the first was given, and are withdrawn whole', async () => {
      const storage = await open();
      await withGrant(storage);
      await storage.transact(async (stores) => {
        await stores.clients.insert(client({ id: 2, fullname: 'two' }));
        await stores.consents.add('ALICE', 1, ['openid', 'email'], NOW);
        await stores.consents.add('alice', 1, ['openid', 'profile'], NOW + 1);
        await stores.consents.add('alice', 2, ['openid'], NOW + 2);
      });
      const first = { clientId: 1, scopes: ['email', 'openid', 'profile'], since: NOW };
      const second = { clientId: 2, scopes: ['openid'], since: NOW + 2 };
      expect(await storage.read((stores) => stores.consents.find('alice', 1))).toEqual(first);
      expect(await storage.read((stores) => stores.consents.list('Alice'))).toEqual([first, second]);
      expect(await storage.transact((stores) => stores.consents.withdraw('alice', 1))).toBe('withdrawn');
      expect(await storage.transact((stores) => stores.consents.withdraw('alice', 1))).toBe('unknown');
      expect(await storage.read((stores) => stores.consents.find('alice', 1))).toBeUndefined();
      expect(await storage.read((stores) => stores.consents.list('alice'))).toEqual([second]);
    });
  });

  describe('codes', () => {
    it('come back as they were stored, and are redeemed once', async () => {
      const storage = await open();
      await withGrant(storage);
      const [full, bare] = [code(), code({ codeChallenge: null, nonce: null })];
      await storage.transact(async (stores) => {
        await stores.codes.insert(full);
        await stores.codes.insert(bare);
      });
      expect(await storage.read((stores) => stores.codes.find(bare.id))).toEqual(bare);
      expect(await storage.transact((stores) => stores.codes.redeem(full.id, NOW))).toBe('redeemed');
      expect(await storage.transact((stores) => stores.codes.redeem(full.id, NOW + 1))).toBe('already_redeemed');
      expect(await storage.read((stores) => stores.codes.find(full.id))).toEqual({ ...full, redeemedAt: NOW });
    });
  });

  describe('access tokens', () => {
    it('come back with the state of their grant', async () => {
      const storage = await open();
      await withGrant(storage);
      const token = accessToken();
      await storage.transact((stores) => stores.accessTokens.insert(token));
      const find = (): Promise<unknown> => storage.read((stores) => stores.accessTokens.find(token.id));
      expect(await find()).toEqual({ ...token, sessionId: 'session-1', grantRevokedAt: null, authenticatedAt: NOW - 2 });
      await storage.transact((stores) => stores.grants.revoke('grant-1', NOW));
      expect(await find()).toEqual({ ...token, sessionId: 'session-1', grantRevokedAt: NOW, authenticatedAt: NOW - 2 });
    });

    it('are revoked once', async () => {
      const storage = await open();
      await withGrant(storage);
      const token = accessToken({ userId: null });
      await storage.transact((stores) => stores.accessTokens.insert(token));
      expect(await storage.transact((stores) => stores.accessTokens.revoke(token.id, NOW))).toBe('revoked');
      expect(await storage.transact((stores) => stores.accessTokens.revoke(token.id, NOW + 1))).toBe('unknown');
      expect((await storage.read((stores) => stores.accessTokens.find(token.id)))?.revokedAt).toBe(NOW);
    });

    it('live until they expire or are revoked', async () => {
      const storage = await open();
      await withGrant(storage);
      const hasLive = (): Promise<boolean> => storage.read((stores) => stores.accessTokens.hasLive('grant-1', NOW));
      await storage.transact(async (stores) => {
        await stores.accessTokens.insert(accessToken({ expiresAt: NOW }));
        await stores.accessTokens.insert(accessToken({ revokedAt: NOW }));
      });
      expect(await hasLive()).toBe(false);
      await storage.transact((stores) => stores.accessTokens.insert(accessToken({ expiresAt: NOW + 1 })));
      expect(await hasLive()).toBe(true);
    });

    it('hang on a grant that exists', async () => {
      const storage = await open();
      await expect(storage.transact((stores) => stores.accessTokens.insert(accessToken()))).rejects.toThrow();
    });
  });

  describe('refresh tokens', () => {
    it('come back as they were stored, and are rotated once', async () => {
      const storage = await open();
      await withGrant(storage);
      const token = refreshToken();
      await storage.transact((stores) => stores.refreshTokens.insert(token));
      expect(await storage.read((stores) => stores.refreshTokens.find(token.id))).toEqual(token);
      const rotate = (successorId: string): Promise<string> => {
        const successors = { successorId, successorAccessId: 'access-2' };
        return storage.transact((stores) => stores.refreshTokens.rotate(token.id, successors, NOW));
      };
      expect(await rotate('refresh-2')).toBe('rotated');
      expect(await rotate('refresh-3')).toBe('reused');
      const rotated = { ...token, rotatedAt: NOW, successorId: 'refresh-2', successorAccessId: 'access-2' };
      expect(await storage.read((stores) => stores.refreshTokens.find(token.id))).toEqual(rotated);
    });

    it('live until they expire or are rotated', async () => {
      const storage = await open();
      await withGrant(storage);
      const hasLive = (): Promise<boolean> => storage.read((stores) => stores.refreshTokens.hasLive('grant-1', NOW));
      await storage.transact(async (stores) => {
        await stores.refreshTokens.insert(refreshToken({ expiresAt: NOW }));
        await stores.refreshTokens.insert(refreshToken({ rotatedAt: NOW, successorId: 'a', successorAccessId: 'b' }));
      });
      expect(await hasLive()).toBe(false);
      await storage.transact((stores) => stores.refreshTokens.insert(refreshToken({ expiresAt: NOW + 1 })));
      expect(await hasLive()).toBe(true);
    });
  });
}
