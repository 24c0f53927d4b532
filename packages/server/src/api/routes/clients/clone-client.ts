import { cloneWire, madeClientWire } from '@hufu/contract';
import { z } from 'zod';
import { copyAuthority } from '../../../authority/read-model/copy-authority.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { NewClient } from '../../../oauth/client/client-registration.ts';
import { notFound } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { splitUris } from '../../wire/client-wire.ts';
import { makeClient } from './client.ts';
import { asClientSuper, ownClient, requireMaker } from './registration-call.ts';

const LONGEST_NAME = 128;

const clone: ApiRoute = apiRoute({
  method: 'POST',
  path: '/client/clone',
  scope: 'client:write',
  callers: ['session'],
  query: z.object({}),
  body: cloneWire,
  answer: madeClientWire,
  summary: 'Copies the client with its tree, resources, memberships and links; the copy has a secret of its own.',
  handle: async (call) => {
    return asClientSuper(call, 'lasting', async (stores) => {
      const owner = await requireMaker(call, stores);
      const original = await ownClient(stores, call.clientId());
      const source = (await stores.authority.load(original.id)) ?? notFound('client_id');
      const { fullname, redirect_uri: uris } = call.body ?? {};
      const draft = { ...draftOf(original), owner, fullname: fullname ?? copyName(original.fullname) };
      const made = await makeClient(call, stores, uris === undefined ? draft : { ...draft, redirectUris: splitUris(uris) });
      const write = { clientId: made.id, by: call.caller.actor.name, at: call.now };
      await copyAuthority(stores.authority, { source, write, rootId: made.root_role_id });
      const about = { action: 'authority.changed', userId: null, clientId: made.id } as const;
      const detail = { call: 'POST /client/clone', change: 'clone', from_client: original.id };
      await stores.audit.append({ ...call.origin, id: orderedId(call.now), at: call.now, ...about, detail });
      return made;
    });
  },
});

/** `/client/clone`. */
export const cloneClientRoutes: readonly ApiRoute[] = [clone];

// What only an operator gives (rights, grants beyond the ordinary, skipping consent) is not copied: it would be given by a clone.
function draftOf({
  redirectUris,
  scope,
  defaultScope,
  authenticationMethod,
  requirePkce,
  refuseJwtReplay,
}: Client): Omit<NewClient, 'fullname'> {
  return { redirectUris, scope, defaultScope, authenticationMethod, requirePkce, refuseJwtReplay };
}

function copyName(fullname: string): string {
  return `${[...fullname].slice(0, LONGEST_NAME - '-copy'.length).join('')}-copy`;
}
