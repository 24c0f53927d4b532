import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { ReadModel } from '../authority/read-model/read-model.ts';
import { observedStorage } from './observed-storage.ts';
import type { Storage } from './storage.ts';

/** A storage, and the authorities that hear of everything written through it: nobody may write through another. */
export interface ComposedAuthority {
  readonly storage: Storage;
  readonly authorities: Authorities;
}

/** Puts the read model between a storage and all who use it. */
export function composeAuthority(storage: Storage): ComposedAuthority {
  const model = new ReadModel({
    loadRows: (clientId) => storage.read(({ authority }) => authority.loadRows(clientId)),
    loadPeople: () => storage.read(({ authority }) => authority.loadPeople()),
  });
  const observed = observedStorage(storage, (what) => model.committed(what));
  return { storage: observed, authorities: createAuthorities({ storage: observed, model }) };
}
