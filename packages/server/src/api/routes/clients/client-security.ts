import { changeQuery, clientSecretWire, clientStatusWire, impactWire as impactSchema, secretChangeWire } from '@hufu/contract';
import { z } from 'zod';
import type { AuthorityState } from '../../../authority/authority-state.ts';
import { withPeople } from '../../../authority/read-model/people-overlay.ts';
import { changeClient, rotateSecret } from '../../../oauth/client/client-registration.ts';
import { invalid } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { impactWire } from '../../wire/impact-wire.ts';
import { acceptedClient, asClientSuper, registration, requireClientSuper } from './registration-call.ts';

const secret: ApiRoute = apiRoute({
  method: 'PUT',
  path: '/client/secret',
  scope: 'client:write',
  callers: ['session'],
  query: z.object({}),
  body: secretChangeWire,
  answer: clientSecretWire,
  summary: 'Makes a new secret, shown this once; the old one stays valid for `keep_old_seconds`, 0 unless given.',
  handle: async (call) => {
    const rotation = { id: call.clientId(), keepOldSeconds: call.body?.keep_old_seconds ?? 0 };
    const { client, generatedSecret } = await asClientSuper(call, 'lasting', async (stores) =>
      acceptedClient(await rotateSecret(registration(call, stores), rotation)),
    );
    return { id: client.id, secret: generatedSecret ?? '' };
  },
});

const status: ApiRoute = apiRoute({
  method: 'PUT',
  path: '/client/status/:status',
  scope: 'client:write',
  callers: ['session'],
  query: changeQuery,
  answer: z.union([clientStatusWire, impactSchema]),
  summary: 'Makes the client `active` or `disabled`: then no code, token or JWT of it works.',
  handle: async (call) => {
    const wanted = call.path['status'];
    if (wanted !== 'active' && wanted !== 'disabled') return invalid('status', 'must be active or disabled');
    if (call.dryRun) {
      await requireClientSuper(call);
      return impactWire(await statesOf(call, wanted), call.caller, call.now);
    }
    const { client } = await asClientSuper(call, 'current', async (stores) =>
      acceptedClient(await changeClient(registration(call, stores), { id: call.clientId(), draft: { status: wanted } })),
    );
    return { id: client.id, status: client.status };
  },
});

/** `/client/secret` and `/client/status`: a client's secret, and whether it works at all. */
export const clientSecurityRoutes: readonly ApiRoute[] = [secret, status];

// Nobody can use what they hold in a client that is disabled.
async function statesOf(
  call: Parameters<typeof status.handle>[0],
  wanted: 'active' | 'disabled',
): Promise<{ readonly before: AuthorityState; readonly after: AuthorityState }> {
  const state = await call.state();
  const client = await call.context.storage.read(({ clients }) => clients.find(call.clientId()));
  const nobody = withPeople(state, { isActive: () => false });
  return { before: client?.status === 'active' ? state : nobody, after: wanted === 'active' ? state : nobody };
}
