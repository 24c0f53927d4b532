import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { ReadModel } from '../authority/read-model/read-model.ts';
import { rememberedRows } from './memory/remembered-rows.ts';
import { rememberingStorage } from './memory/remembering-storage.ts';
import { observedStorage } from './observed-storage.ts';
import type { Storage } from './storage.ts';

/** A storage, and the authorities that hear of everything written through it: nobody may write through another. */
export interface ComposedAuthority {
  readonly storage: Storage;
  readonly authorities: Authorities;
}

/** Puts the read model, and the memory of hot rows, between a storage and all who use it. */
export function composeAuthority(storage: Storage): ComposedAuthority {
  const model = new ReadModel({
    loadRows: (clientId) => storage.read(({ authority }) => authority.loadRows(clientId)),
    loadPeople: () => storage.read(({ authority }) => authority.loadPeople()),
  });
  const observed = observedStorage(storage, (what) => model.committed(what));
  const remembering = rememberingStorage(observed, rememberedRows());
  return { storage: remembering, authorities: createAuthorities({ storage: remembering, model }) };
}
