import { z } from 'zod';
import { changeClient, createClient, deleteClient, rotateSecret } from '../../oauth/client/client-registration.ts';
import { CHANGED_MEMBERS, CLIENT_INPUT, type ClientInput, draftOf } from './client-input.ts';
import {
  acceptedClient,
  type ChangedClient,
  type ClientView,
  clientView,
  findClient,
  operatorRegistration,
} from './client-view.ts';
import { LINE, type Operation, OperationRefused, PAGE_SIZE } from './operation.ts';

const URI = z.string().max(4096);
const URIS = z.array(URI).max(1000);

/** Registers a client. */
export const addClient: Operation<ClientInput, ChangedClient> = {
  name: 'client.add',
  input: CLIENT_INPUT,
  run: (context, input) =>
    context.storage.transact(async (stores) => {
      const draft = { ...draftOf(input), fullname: input.fullname ?? '', id: input.id, secret: input.secret };
      return acceptedClient(await createClient(operatorRegistration(context, stores), draft));
    }),
};

/** A page of the clients, ordered by id. */
export const listClients: Operation<
  { after?: number | undefined },
  { readonly clients: readonly ClientView[]; readonly next: number | null }
> = {
  name: 'client.list',
  isStep: true,
  input: z.strictObject({ after: z.int().optional() }),
  async run(context, { after = 0 }) {
    const clients = await context.storage.read((stores) => stores.clients.list(after, PAGE_SIZE));
    return { clients: clients.map(clientView), next: clients.length < PAGE_SIZE ? null : (clients.at(-1)?.id ?? null) };
  },
};

/** One client, by its id or name. */
export const showClient: Operation<{ client: string }, ClientView> = {
  name: 'client.show',
  input: z.strictObject({ client: LINE }),
  run: (context, { client }) => context.storage.read(async (stores) => clientView(await findClient(stores, client))),
};

/** Disables a client, whose tokens then work nowhere, or enables it again. */
export const setClientStatus: Operation<{ client: string; status: 'active' | 'disabled' }, ChangedClient> = {
  name: 'client.status',
  input: z.strictObject({ client: LINE, status: z.enum(['active', 'disabled']) }),
  run: (context, { client, status }) =>
    context.storage.transact(async (stores) => {
      const { id } = await findClient(stores, client);
      return acceptedClient(await changeClient(operatorRegistration(context, stores), { id, draft: { status } }));
    }),
};

/** Changes members of a client; those that are absent stay. */
export const changeClientMembers: Operation<{ client: string; members: ClientInput }, ChangedClient> = {
  name: 'client.set',
  input: z.strictObject({ client: LINE, members: CHANGED_MEMBERS }),
  run: (context, { client, members }) =>
    context.storage.transact(async (stores) => {
      const { id } = await findClient(stores, client);
      return acceptedClient(await changeClient(operatorRegistration(context, stores), { id, draft: draftOf(members) }));
    }),
};

/** Deletes a client with all that hangs on it. */
export const removeClient: Operation<{ client: string }, ClientView> = {
  name: 'client.delete',
  input: z.strictObject({ client: LINE }),
  run: (context, input) =>
    context.storage.transact(async (stores) => {
      const client = await findClient(stores, input.client);
      await deleteClient(operatorRegistration(context, stores), client.id);
      return clientView(client);
    }),
};

/** Adds and removes redirect URIs of a client. */
export const changeRedirectUris: Operation<{ client: string; add: string[]; remove: string[] }, ChangedClient> = {
  name: 'client.redirect-uri',
  input: z.strictObject({ client: LINE, add: URIS, remove: URIS }),
  run: (context, { client, add, remove }) =>
    context.storage.transact(async (stores) => {
      const { id, redirectUris } = await findClient(stores, client);
      const absent = remove.filter((uri) => !redirectUris.includes(uri));
      if (absent.length > 0) throw new OperationRefused(absent.map((uri) => `${uri} is not registered`));
      const kept = redirectUris.filter((uri) => !remove.includes(uri));
      const draft = { redirectUris: [...kept, ...add.filter((uri) => !kept.includes(uri))] };
      return acceptedClient(await changeClient(operatorRegistration(context, stores), { id, draft }));
    }),
};

/** Gives a client another secret; the old one works for so many seconds more. */
export const rotateClientSecret: Operation<
  { client: string; keep_old_seconds: number; secret?: string | undefined },
  ChangedClient
> = {
  name: 'client.secret',
  input: z.strictObject({
    client: LINE,
    keep_old_seconds: z
      .int()
      .min(0)
      .max(90 * 86_400),
    secret: LINE.optional(),
  }),
  run: (context, input) =>
    context.storage.transact(async (stores) => {
      const { id } = await findClient(stores, input.client);
      const rotation = { id, keepOldSeconds: input.keep_old_seconds, secret: input.secret };
      return acceptedClient(await rotateSecret(operatorRegistration(context, stores), rotation));
    }),
};
