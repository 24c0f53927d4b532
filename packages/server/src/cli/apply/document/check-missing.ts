import { foldUserId } from '../../../identity/user/user.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { ApplyDocument } from './document-shape.ts';

/** What must be supplied before a document that was exported without secrets can make its users and clients, by place. */
export async function missingSecrets(
  { users: storedUsers, clients: storedClients }: Pick<Stores, 'users' | 'clients'>,
  { missing = {}, users = [], clients = [] }: ApplyDocument,
): Promise<string[]> {
  const problems: string[] = [];
  const passwords = new Set((missing.passwords ?? []).map(foldUserId));
  for (const [index, { id, password, password_hash: hash }] of users.entries()) {
    if (!passwords.has(foldUserId(id)) || password !== undefined || hash !== undefined) continue;
    if ((await storedUsers.find(id)) !== undefined) continue;
    problems.push(
      `users[${index}]: the password of ${id} was left out of this export: add password_hash or password, ` +
        'or take the id off missing.passwords for a user without one',
    );
  }
  const secrets = new Set(missing.client_secrets);
  for (const [index, { id, secret }] of clients.entries()) {
    if (id === undefined || !secrets.has(id) || secret !== undefined) continue;
    if ((await storedClients.find(id)) !== undefined) continue;
    problems.push(
      `clients[${index}]: the secret of client ${id} was left out of this export: add secret, ` +
        'or take the id off missing.client_secrets to have one generated',
    );
  }
  return problems;
}
