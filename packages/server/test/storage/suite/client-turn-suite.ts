import { describe, expect, it } from 'vitest';
import { serverKeys } from '../../../src/crypto/server-keys.ts';
import { createClient, type Registration, rotateSecret } from '../../../src/oauth/client/client-registration.ts';
import { clientSecretContext } from '../../../src/oauth/client/client-secret.ts';
import type { Storage, Stores } from '../../../src/storage/storage.ts';
import { client, grant, NOW, user } from '../entities.ts';
import type { StorageFactory } from '../storage-factory.ts';

const ROUNDS = Array.from({ length: 60 }, (_, index) => index);
const KEYS = serverKeys(Buffer.alloc(32, 7));

function registration(stores: Stores): Registration {
  return { stores, keys: KEYS, origin: { actor: 'system', address: '', requestId: '' }, now: NOW };
}

async function secretsInForce(storage: Storage, id: number): Promise<string[]> {
  const stored = await storage.read((stores) => stores.clients.find(id));
  const sealed = [stored?.sealedSecret, stored?.sealedOldSecret].filter((secret) => typeof secret === 'string');
  return sealed.map((secret) => KEYS.open(secret, clientSecretContext(id)));
}

/** What two who look at one client before they act must not get wrong. */
export function clientTurnSuite({ open }: StorageFactory): void {
  describe('of two at once', () => {
    it('who rotate a client secret and keep the old one, both are told one that is in force', async () => {
      const storage = await open();
      for (const round of ROUNDS) {
        const id = round + 1;
        await storage.transact((stores) => createClient(registration(stores), { id, fullname: `client ${id}` }));
        const rotate = (): Promise<string | undefined> =>
          storage.transact(async (stores) => {
            const outcome = await rotateSecret(registration(stores), { id, keepOldSeconds: 60 });
            return outcome.ok ? outcome.generatedSecret : undefined;
          });
        const told = await Promise.all([rotate(), rotate()]);
        expect((await secretsInForce(storage, id)).toSorted()).toEqual(told.toSorted());
      }
    });

    it('one lets a client in and one disables it: nothing begins after it was disabled', async () => {
      const storage = await open();
      await storage.transact((stores) => stores.users.insert(user()));
      for (const round of ROUNDS) {
        const id = round + 1;
        await storage.transact((stores) => stores.clients.insert(client({ id, fullname: `client ${id}` })));
        const isListed = async (stores: Stores): Promise<boolean> =>
          (await stores.grants.listLive('alice', NOW)).some(({ clientId }) => clientId === id);
        const letIn = storage.transact(async (stores) => {
          await stores.clients.keepStill(id);
          if ((await stores.clients.find(id))?.status !== 'active') return;
          await stores.grants.insert(grant({ id: `grant-${id}`, clientId: id, sessionId: null }));
        });
        const disabled = storage.transact(async (stores) => {
          await stores.clients.takeTurn(id);
          await stores.clients.update(id, { status: 'disabled' }, NOW);
          return isListed(stores);
        });
        const [, wasThere] = await Promise.all([letIn, disabled]);
        expect(await storage.read(isListed)).toBe(wasThere);
      }
    });
  });
}
