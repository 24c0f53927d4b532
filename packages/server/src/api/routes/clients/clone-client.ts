import { cloneWire, madeClientWire } from '@hufu/contract';
import { z } from 'zod';
import type { AuthorityState } from '../../../authority/authority-state.ts';
import { copyAuthority } from '../../../authority/read-model/copy-authority.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { NewClient } from '../../../oauth/client/client-registration.ts';
import { notFound, refuse } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { viewOf } from '../../visibility.ts';
import { splitUris } from '../../wire/client-wire.ts';
import { makeClient } from './client.ts';
import { asClientSuper, ownClient, requireMaker } from './registration-call.ts';

const LONGEST_NAME = 128;
/** How many rows are copied in one unit of work, which holds up all others while it lasts. */
const MOST_ROWS = 100_000;

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
    const { isRootSuper, state } = await viewOf(call);
    // To anybody else it is not told how large the client is.
    if (isRootSuper && rowsOf(state) > MOST_ROWS) refuse(`only a client of at most ${MOST_ROWS} rows is copied by a call`);
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

function rowsOf(state: AuthorityState): number {
  let count = 0;
  for (const _ of state.resources()) count += 1;
  for (const { id } of state.roles()) {
    count += 1 + state.resourcesOf(id).size;
    for (const _ of state.membershipsOf(id)) count += 1;
  }
  return count;
}

function copyName(fullname: string): string {
  return `${[...fullname].slice(0, LONGEST_NAME - '-copy'.length).join('')}-copy`;
}
