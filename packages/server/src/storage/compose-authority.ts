import { setImmediate as turn } from 'node:timers/promises';
import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { PastStates } from '../authority/read-model/past-states.ts';
import { ReadModel } from '../authority/read-model/read-model.ts';
import { finishInSlices, type Work } from '../authority/state/steps.ts';
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
    inSlices,
  });
  const past = new PastStates((clientId, at) =>
    storage.snapshot(({ authority }) => authority.load(clientId, at, { pause: turn, build: inSlices })),
  );
  const rows = rememberedRows();
  const remembering = rememberingStorage(
    observedStorage(storage, (what) => model.committed(what)),
    rows,
  );
  return {
    storage: remembering,
    authorities: createAuthorities({ storage: remembering, model, past }),
    knownClients: { held: (id) => rows.clients.get(id) },
  };
}

function inSlices<T>(work: Work<T>): Promise<T> {
  return finishInSlices(work, turn, () => performance.now());
}
