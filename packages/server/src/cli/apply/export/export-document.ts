import { z } from 'zod';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { ServerKeys } from '../../../crypto/server-keys.ts';
import type { User } from '../../../identity/user/user.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { Stores } from '../../../storage/storage.ts';
import { type Operation, type OperationContext, operatorAct } from '../../operations/operation.ts';
import type { GroupInput } from '../document/authority-document.ts';
import type { AppliedClient, ApplyDocument, MissingInput } from '../document/document-shape.ts';
import { everyClient, everyGroup, everyUser } from '../every-entry.ts';
import { exportedClient } from './exported-client.ts';
import { exportedGroup, exportedUser } from './exported-people.ts';

/** A file of `apply` that describes everything, and what even with secrets is not in it, in sentences. */
export interface Exported {
  readonly document: ApplyDocument;
  readonly omissions: readonly string[];
}

/**
 * Writes down all users, groups, clients and authorities as a file that `apply` takes, all of one moment. With secrets it holds
 * password hashes and client secrets, which leaves an audit row; without, `missing` names those who had one.
 */
export const exportDocument: Operation<{ with_secrets: boolean }, Exported> = {
  name: 'export',
  input: z.strictObject({ with_secrets: z.boolean() }),
  // In the turn of a writer, since between the pages of a reader others may write.
  run: (context, { with_secrets }) =>
    context.storage.transact(async (stores) => {
      const exporting = { stores, keys: context.keys, withSecrets: with_secrets, now: context.now() };
      const exported = await exportAll(exporting);
      if (with_secrets) await recordExport(context, stores, exported.document);
      return exported;
    }),
};

interface Exporting {
  readonly stores: Stores;
  readonly keys: ServerKeys;
  readonly withSecrets: boolean;
  readonly now: number;
}

async function exportAll({ stores, keys, withSecrets, now }: Exporting): Promise<Exported> {
  const users = await everyUser(stores);
  const known = new Set(users.map(({ id }) => id));
  const clients = await everyClient(stores);
  const owners = new Set([...known, 'system', ...clients.map(({ id }) => `client-${id}`)]);
  const groups: GroupInput[] = [];
  for (const group of await everyGroup(stores)) {
    groups.push(exportedGroup(group, { users: await stores.groups.usersOf(group.id), known: owners }));
  }
  const groupNames = new Map(groups.flatMap(({ id, name }) => (id === undefined || name === undefined ? [] : [[id, name]])));
  const described: AppliedClient[] = [];
  for (const client of clients) {
    const state = await stores.authority.load(client.id);
    if (state === undefined) throw new Error(`client ${client.id} has no authority`);
    described.push(exportedClient(client, { state, known, groupNames, now, keys: withSecrets ? keys : undefined }));
  }
  const missing = withSecrets ? {} : { missing: missingFrom(users, clients) };
  return {
    document: { ...missing, users: users.map((user) => exportedUser(user, withSecrets)), groups, clients: described },
    omissions: omissionsOf(users, clients, now),
  };
}

function missingFrom(users: readonly User[], clients: readonly Client[]): MissingInput {
  return {
    passwords: users.filter(({ passwordHash }) => passwordHash !== null).map(({ id }) => id),
    client_secrets: clients.filter(({ sealedSecret }) => sealedSecret !== null).map(({ id }) => id),
  };
}

function omissionsOf(users: readonly User[], clients: readonly Client[], now: number): string[] {
  const personal = users.filter(({ sealedSecret }) => sealedSecret !== null).map(({ id }) => id);
  const kept = clients.filter((client) => client.sealedOldSecret !== null && client.oldSecretExpiresAt > now).map(({ id }) => id);
  return [
    ...(personal.length === 0 ? [] : [`personal secrets are not exported; these users make new ones: ${personal.join(', ')}`]),
    ...(kept.length === 0
      ? []
      : [`of clients ${kept.join(', ')} the secret before the last rotation still works here, and is not exported`]),
  ];
}

async function recordExport(context: OperationContext, stores: Stores, document: ApplyDocument): Promise<void> {
  const { origin, now } = operatorAct(context);
  const detail = { with_secrets: true, users: document.users?.length ?? 0, clients: document.clients?.length ?? 0 };
  const about = { action: 'configuration.exported', userId: null, clientId: null } as const;
  await stores.audit.append({ ...origin, id: orderedId(now), at: now, ...about, detail });
}
