import { setImmediate as turn } from 'node:timers/promises';
import type { Authorities } from '../authority/authorities.ts';
import { createAuthorities } from '../authority/read-model/create-authorities.ts';
import { PastStates } from '../authority/read-model/past-states.ts';
import { type ChangesSince, ReadModel } from '../authority/read-model/read-model.ts';
import { finishInSlices, type Work } from '../authority/state/steps.ts';
import type { KnownClients } from '../oauth/client/known-clients.ts';
import type { KnownTokens } from '../oauth/tokens/presented/known-tokens.ts';
import { Confirmation } from './memory/confirmation.ts';
import { followOthers } from './memory/follow-others.ts';
import { rememberedRows } from './memory/remembered-rows.ts';
import { rememberingStorage } from './memory/remembering-storage.ts';
import { heldToken } from './memory/rows/held-token.ts';
import { SigningKeyChanges } from './memory/signing-key-changes.ts';
import { takeInCommits } from './memory/take-in-commits.ts';
import { observedStorage } from './observed-storage.ts';
import { type Storage, StorageUnavailable } from './storage.ts';

/** A storage, and what is held in memory and hears of everything written through it: nobody may write through another. */
export interface ComposedAuthority {
  readonly storage: Storage;
  readonly authorities: Authorities;
  readonly knownClients: KnownClients;
  /** Tells who holds the signing keys in memory when to read them. */
  readonly keyChanges: SigningKeyChanges;
  readonly knownTokens: KnownTokens;
}

/** Rows are used while nothing older than this was missed: then a change is seen within a second of its commit. */
const HEARD_MS = 750;
/** After so long without a confirmation, checks are refused (contract/authority.md §2). */
const CAUGHT_UP_MS = 5_000;

/** Puts the read model, and the memory of hot rows, between a storage and all who use it; where others write too, they are followed. */
export function composeAuthority(storage: Storage): ComposedAuthority {
  const { feed } = storage;
  const confirmation = new Confirmation(() => performance.now());
  const changesSince: ChangesSince = (...which) => storage.read(({ authority }) => authority.changesSince(...which));
  const model = new ReadModel({
    loadRows: (clientId) => storage.snapshot(({ authority }) => authority.loadRows(clientId, { pause: turn })),
    loadPeople: () => storage.snapshot(({ authority }) => authority.loadPeople({ pause: turn })),
    inSlices,
    ...(feed && { changesSince }),
  });
  const past = new PastStates((clientId, at) =>
    storage.snapshot(({ authority }) => authority.load(clientId, at, { pause: turn, build: inSlices })),
  );
  const rows = rememberedRows(feed && (() => confirmation.isHeard(HEARD_MS)));
  const keyChanges = new SigningKeyChanges();
  if (feed !== undefined) followOthers(feed, { rows, model, confirmation, changesSince, keyChanges });
  const isCurrent = (): boolean => confirmation.isCaughtUp(CAUGHT_UP_MS);
  const remembering = rememberingStorage(
    observedStorage(storage, feed === undefined ? (what) => model.committed(what) : takeInCommits(model, changesSince)),
    rows,
    keyChanges,
  );
  return {
    storage: feed === undefined ? remembering : { ...remembering, ping: () => (isCurrent() ? remembering.ping() : refuse()) },
    authorities: createAuthorities({
      storage: remembering,
      model,
      past,
      ...(feed && { isCurrent, notCurrent: unconfirmed }),
    }),
    knownClients: { held: (id) => rows.clients.get(id) },
    keyChanges,
    knownTokens: { held: (id) => heldToken(rows, id), grant: (id) => rows.grants.get(id) },
  };
}

function inSlices<T>(work: Work<T>): Promise<T> {
  return finishInSlices(work, turn, () => performance.now());
}

async function refuse(): Promise<never> {
  throw unconfirmed();
}

function unconfirmed(): Error {
  return new StorageUnavailable('this node cannot make sure of what it knows');
}
