import type { Authorities } from '../../authority/authorities.ts';
import type { Storage } from '../../storage/storage.ts';
import type { ApiContext } from '../api-route.ts';
import type { Caller } from './caller.ts';
import { confirmCaller } from './confirm-caller.ts';

/**
 * The context of one call: each unit of work that is begun through it, the kernel's too, first confirms that the caller still
 * stands, and throws `Unauthenticated` otherwise. So no route can change anything for who was proven but ended meanwhile. Reads
 * are as they were.
 */
export function guardedContext(context: ApiContext, { credential }: Pick<Caller, 'credential'>): ApiContext {
  const { storage, authorities, now } = context;
  const guarded: Storage = {
    file: storage.file,
    transact: (work) =>
      storage.transact(async (stores) => {
        await confirmCaller(credential, stores, now());
        return work(stores);
      }),
    read: (work) => storage.read(work),
    snapshot: (work) => storage.snapshot(work),
    ping: () => storage.ping(),
    close: () => storage.close(),
  };
  return { ...context, storage: guarded, authorities: writingThrough(authorities, guarded) };
}

function writingThrough(authorities: Authorities, storage: Storage): Authorities {
  return {
    state: (wish) => authorities.state(wish),
    held: (clientId) => authorities.held(clientId),
    change: (request) => authorities.through(storage).change(request),
    changeBySteps: (request) => authorities.through(storage).changeBySteps(request),
    through: (other) => authorities.through(other),
  };
}
