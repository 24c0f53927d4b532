import { setImmediate as turn } from 'node:timers/promises';
import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { ReadModel } from '../authority/read-model/read-model.ts';
import { finishInSlices } from '../authority/state/steps.ts';
import type { KnownClients } from '../oauth/client/known-clients.ts';
import { rememberedRows } from './memory/remembered-rows.ts';
import { rememberingStorage } from './memory/remembering-storage.ts';
import { observedStorage } from './observed-storage.ts';
import type { Storage } from './storage.ts';

/** A storage, and what is held in memory and hears of everything written through it: nobody may write through another. */
export interface ComposedAuthority {
  readonly storage: Storage;
  readonly authorities: Authorities;
  readonly knownClients: KnownClients;
}

/** Puts the read model, and the memory of hot rows, between a storage and all who use it. */
export function composeAuthority(storage: Storage): ComposedAuthority {
  const model = new ReadModel({
    loadRows: (clientId) => storage.snapshot(({ authority }) => authority.loadRows(clientId, { pause: turn })),
    loadPeople: () => storage.snapshot(({ authority }) => authority.loadPeople({ pause: turn })),
    inSlices: (work) => finishInSlices(work, turn, () => performance.now()),
  });
  const rows = rememberedRows();
  const remembering = rememberingStorage(
    observedStorage(storage, (what) => model.committed(what)),
    rows,
  );
  return {
    storage: remembering,
    authorities: createAuthorities({ storage: remembering, model }),
    knownClients: { held: (id) => rows.clients.get(id) },
  };
}
