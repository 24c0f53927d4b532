import { setUserStatus } from '../../src/identity/administration/user-administration.ts';
import type { Act } from '../../src/identity/identity-stores.ts';
import { generatePersonalSecret } from '../../src/identity/user/personal-secret.ts';
import type { UserStatus } from '../../src/identity/user/user.ts';
import type { ClientDraft } from '../../src/oauth/client/client-draft.ts';
import { changeClient, deleteClient, rotateSecret } from '../../src/oauth/client/client-registration.ts';
import type { TestClient, TestServer } from './test-server.ts';

const ORIGIN = { actor: 'system', address: '', requestId: '' };

/** Freezes, deletes or revives a user, as an administrator would. */
export async function setStatus(server: TestServer, userId: string, status: UserStatus): Promise<void> {
  const outcome = await server.storage.transact((stores) => setUserStatus(stores, { userId, status }, act(server)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
}

/** Changes a client's registration. */
export async function setClient(server: TestServer, client: TestClient, draft: ClientDraft): Promise<void> {
  const { keys } = server;
  const outcome = await server.storage.transact((stores) =>
    changeClient({ stores, keys, ...act(server) }, { id: client.id, draft }),
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
}

/** Removes a client. */
export async function removeClient(server: TestServer, client: TestClient): Promise<void> {
  await server.storage.transact((stores) => deleteClient({ stores, keys: server.keys, ...act(server) }, client.id));
}

/** Gives a client a new secret while the old one is kept for some seconds. */
export async function rotate(server: TestServer, client: TestClient, keepOldSeconds: number): Promise<TestClient> {
  const { keys } = server;
  const outcome = await server.storage.transact((stores) =>
    rotateSecret({ stores, keys, ...act(server) }, { id: client.id, keepOldSeconds }),
  );
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return { ...client, secret: outcome.generatedSecret ?? '' };
}

/** Makes a user's personal secret. */
export async function personalSecret(server: TestServer, userId: string): Promise<string> {
  const secret = await server.storage.transact((stores) =>
    generatePersonalSecret(stores, server.keys, { userId, ...act(server) }),
  );
  if (secret === undefined) throw new Error('no secret: the user is not active');
  return secret;
}

function act(server: TestServer): Act {
  return { origin: ORIGIN, now: server.now() };
}
