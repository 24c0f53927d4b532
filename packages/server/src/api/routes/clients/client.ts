import {
  changedClientWire,
  clientChangeWire,
  clientWire as clientSchema,
  type MadeClientWire,
  madeClientWire,
  newClientWire,
} from '@hufu/contract';
import { z } from 'zod';
import { type Client, isPublicClient } from '../../../oauth/client/client.ts';
import { changeClient, createClient, type NewClient } from '../../../oauth/client/client-registration.ts';
import { clearSecret } from '../../../oauth/client/client-secret.ts';
import type { Stores } from '../../../storage/storage.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../../api-route.ts';
import { clientWire, joinedUris, splitUris } from '../../wire/client-wire.ts';
import { acceptedClient, asClientSuper, ownClient, registration, requireClientSuper, requireMaker } from './registration-call.ts';

const NO_PARAMETERS = z.object({});

const create: ApiRoute = apiRoute({
  method: 'POST',
  path: '/client',
  scope: 'client:write',
  callers: ['session', 'token'],
  query: NO_PARAMETERS,
  body: newClientWire,
  answer: madeClientWire,
  summary: 'Registers a client; its maker becomes super of its root role. By a token where its client has `create_clients`.',
  handle: async (call) => {
    const { fullname, redirect_uri: uris } = call.body;
    return call.context.storage.transact(async (stores) => {
      const owner = await requireMaker(call, stores);
      return makeClient(call, stores, { fullname, redirectUris: splitUris(uris), owner });
    });
  },
});

const read: ApiRoute = apiRoute({
  method: 'GET',
  path: '/client',
  scope: 'client:read',
  callers: ['token', 'client', 'session'],
  query: NO_PARAMETERS,
  answer: clientSchema,
  summary: 'The client; its secret only for its own JWT.',
  handle: async (call) => {
    await requireClientSuper(call);
    const client = await call.context.storage.read((stores) => ownClient(stores, call.clientId()));
    return clientWire(client, shownSecret(call, client));
  },
});

const change: ApiRoute = apiRoute({
  method: 'PUT',
  path: '/client',
  scope: 'client:write',
  callers: ['token', 'client', 'session'],
  query: NO_PARAMETERS,
  body: clientChangeWire,
  answer: changedClientWire,
  summary: 'Changes the name or the redirect URIs of the client; what is absent stays.',
  handle: async (call) => {
    const { fullname, redirect_uri: uris } = call.body;
    const draft = { fullname, redirectUris: uris === undefined ? undefined : splitUris(uris) };
    const { client } = await asClientSuper(call, 'lasting', async (stores) =>
      acceptedClient(await changeClient(registration(call, stores), { id: call.clientId(), draft })),
    );
    return { id: client.id, fullname: client.fullname, redirect_uri: joinedUris(client) };
  },
});

/** `/client`: registering, reading and changing a client. */
export const clientRoutes: readonly ApiRoute[] = [create, read, change];

/** Registers a client in a unit of work and answers what its maker is told. */
export async function makeClient(call: ApiCall<unknown, unknown>, stores: Stores, draft: NewClient): Promise<MadeClientWire> {
  const { client, generatedSecret } = acceptedClient(await createClient(registration(call, stores), draft));
  const state = await stores.authority.load(client.id);
  const root = state?.role(state.rootId);
  if (state === undefined || root === undefined) throw new Error('a new client has no root role');
  call.answeredAt(state.epoch);
  return {
    id: client.id,
    fullname: client.fullname,
    secret: generatedSecret ?? '',
    redirect_uri: joinedUris(client),
    created_by: client.owner,
    root_role_id: root.id,
    root_role_name: root.name,
  };
}

// A token of `client_credentials` is the client too, but it is passed around: the secret goes to who holds it already.
function shownSecret({ caller, context }: ApiCall<unknown, unknown>, client: Client): string {
  if (caller.kind !== 'client' || caller.scopes !== undefined || isPublicClient(client)) return '';
  return clearSecret(client, context.keys) ?? '';
}
