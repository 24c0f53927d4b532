import { setImmediate as turn } from 'node:timers/promises';
import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { ReadModel } from '../authority/read-model/read-model.ts';
import { finishInSlices } from '../authority/state/steps.ts';
import { KnownClients } from '../oauth/client/known-clients.ts';
import { observedStorage } from './observed-storage.ts';
import type { Storage } from './storage.ts';

/** A storage, and the authorities that hear of everything written through it: nobody may write through another. */
export interface ComposedAuthority {
  readonly storage: Storage;
  readonly authorities: Authorities;
  readonly knownClients: KnownClients;
}

/** Puts the read model between a storage and all who use it. */
export function composeAuthority(storage: Storage): ComposedAuthority {
  const model = new ReadModel({
    loadRows: (clientId) => storage.snapshot(({ authority }) => authority.loadRows(clientId, { pause: turn })),
    loadPeople: () => storage.snapshot(({ authority }) => authority.loadPeople({ pause: turn })),
    inSlices: (work) => finishInSlices(work, turn, () => performance.now()),
  });
  const knownClients = new KnownClients({
    read: (id) => storage.read(({ clients }) => clients.find(id)),
    elapsed: () => performance.now(),
  });
  const observed = observedStorage(storage, (what) => {
    model.committed(what);
    for (const event of what.events) {
      if (event.kind === 'client_changed' || event.kind === 'client_ended') knownClients.forget(event.clientId);
    }
  });
  return { storage: observed, authorities: createAuthorities({ storage: observed, model }), knownClients };
}
