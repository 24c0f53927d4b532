import { AuthorityBehind } from '../authorities.ts';
import type { ClientRows, PeopleRows } from '../authority-store.ts';
import { applyEffects } from '../state/apply-effects.ts';
import { buildStateInSteps } from '../state/build-state.ts';
import type { MemoryState } from '../state/memory-state.ts';
import { MemoryPeople } from '../state/people.ts';
import { finish, type Work } from '../state/steps.ts';
import type { AuthorityEvent, Committed } from './committed.ts';
import { ReadModelCache } from './read-model-cache.ts';

/** Where the read model is built from. Each answers all of one epoch, and may take its time. */
export interface ReadModelSource {
  loadRows(clientId: number): Promise<ClientRows | undefined>;
  loadPeople(): Promise<PeopleRows>;
  /** Does the work of building in slices, so that nobody waits for all of it; absent: at once. */
  readonly inSlices?: <T>(work: Work<T>) => Promise<T>;
}

interface People {
  readonly people: MemoryPeople;
  readonly epoch: number;
}

/** A load that is going on. */
interface Running {
  /** `undefined`: of the people. */
  readonly clientId: number | undefined;
  /** What committed since it began, in that order; some of it may be in what was read. */
  readonly missed: Committed[];
  /** What it reads was to be forgotten meanwhile. */
  isStale: boolean;
}

const LOAD_ATTEMPTS = 5;

/**
 * The authority of clients in memory (architecture.md §4): built on first use, changed by what commits, bounded. Of a client
 * it holds what is, or nothing: what does not follow from what it holds is dropped, and read anew when it is next asked for.
 */
export class ReadModel {
  readonly #source: ReadModelSource;
  readonly #clients: ReadModelCache;
  readonly #loads = new Map<number, Promise<MemoryState | undefined>>();
  #people: People | undefined;
  #peopleLoad: Promise<MemoryPeople> | undefined;
  /** What committed while a load was going on, for each of these. */
  readonly #running = new Set<Running>();

  constructor(source: ReadModelSource, bound?: { readonly rows: number }) {
    this.#source = source;
    this.#clients = new ReadModelCache(bound?.rows);
  }

  /** The client's state now; `undefined` when there is no such client. */
  async state(clientId: number): Promise<MemoryState | undefined> {
    return this.held(clientId) ?? this.#loadOnce(clientId);
  }

  /** The client's state if it is in memory. */
  held(clientId: number): MemoryState | undefined {
    const people = this.#people?.people;
    return people === undefined ? undefined : this.#clients.get(clientId, people);
  }

  /** Forgets a client, so that it is read anew. */
  drop(clientId: number): void {
    for (const running of this.#running) if (running.clientId === clientId) running.isStale = true;
    this.#clients.delete(clientId);
  }

  /** Forgets everything. */
  dropAll(): void {
    for (const running of this.#running) running.isStale = true;
    this.#clients.clear();
    this.#people = undefined;
  }

  /** Takes in what a unit of work did. Called in the order of the commits, before the unit's caller is answered. */
  committed(what: Committed): void {
    if (what.events.some(({ kind }) => kind === 'forgotten')) {
      this.dropAll();
      return;
    }
    for (const { clientId, missed } of this.#running) {
      if (clientId === undefined ? what.peopleEpoch !== undefined : what.epochs.has(clientId)) missed.push(what);
    }
    if (this.#people !== undefined) this.#people = takeInPeople(this.#people, what);
    for (const [clientId, epoch] of what.epochs) this.#takeIn(clientId, epoch, what.events);
    for (const event of what.events) if (event.kind === 'client_ended') this.drop(event.clientId);
  }

  #takeIn(clientId: number, epoch: number, events: readonly AuthorityEvent[]): void {
    const held = this.held(clientId);
    if (held === undefined || held.epoch >= epoch) return;
    const written = events.filter((event) => event.kind === 'written').filter((event) => event.clientId === clientId);
    // More than one step ahead: somebody else was there in between.
    if (held.epoch + 1 !== epoch) {
      this.drop(clientId);
      return;
    }
    try {
      const start = held.withPeople(held.parts.people, epoch);
      const next = written.reduce(
        (state, { write, effects, ids }) => applyEffects(state, { ...write, effects, ids, epoch }),
        start,
      );
      this.#clients.set(next);
    } catch {
      this.drop(clientId);
    }
  }

  #loadOnce(clientId: number): Promise<MemoryState | undefined> {
    const running = this.#loads.get(clientId);
    if (running !== undefined) return running;
    const load = this.#load(clientId).finally(() => this.#loads.delete(clientId));
    this.#loads.set(clientId, load);
    return load;
  }

  async #load(clientId: number): Promise<MemoryState | undefined> {
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const people = this.#people?.people ?? (await this.#loadPeopleOnce());
      const state = await this.#whileWatching(clientId, async (running) => {
        const rows = await this.#source.loadRows(clientId);
        if (rows === undefined) return 'unknown';
        const built = await this.#inSlices(buildStateInSteps({ ...rows, people }));
        return running.isStale ? 'stale' : this.#keep(built, running.missed);
      });
      if (state !== 'stale') return state === 'unknown' ? undefined : state;
    }
    throw new AuthorityBehind('the authority was changed each time it was read');
  }

  /** Takes in what committed since the rows were read, all in one go, so that nothing comes in between. */
  #keep(state: MemoryState, missed: readonly Committed[]): MemoryState | 'stale' {
    this.#clients.set(state);
    for (const { epochs, events } of missed) this.#takeIn(state.clientId, epochs.get(state.clientId) ?? 0, events);
    return this.held(state.clientId) ?? 'stale';
  }

  #loadPeopleOnce(): Promise<MemoryPeople> {
    this.#peopleLoad ??= this.#loadPeople().finally(() => {
      this.#peopleLoad = undefined;
    });
    return this.#peopleLoad;
  }

  async #loadPeople(): Promise<MemoryPeople> {
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const loaded = await this.#whileWatching(undefined, async (running) => {
        const rows = await this.#source.loadPeople();
        const people = await this.#inSlices(MemoryPeople.build(rows));
        if (running.isStale) return undefined;
        const since = running.missed.filter(({ peopleEpoch = 0 }) => peopleEpoch > rows.epoch);
        this.#people = since.reduce(takeInPeople, { people, epoch: rows.epoch });
        return this.#people.people;
      });
      if (loaded !== undefined) return loaded;
    }
    throw new AuthorityBehind('the people were changed each time they were read');
  }

  #inSlices<T>(work: Work<T>): Promise<T> {
    return this.#source.inSlices?.(work) ?? Promise.resolve(finish(work));
  }

  /** Gathers what commits while something is loaded: of a client, or (`undefined`) of the people. */
  async #whileWatching<T>(clientId: number | undefined, load: (running: Running) => Promise<T>): Promise<T> {
    const running: Running = { clientId, missed: [], isStale: false };
    this.#running.add(running);
    try {
      return await load(running);
    } finally {
      this.#running.delete(running);
    }
  }
}

function takeInPeople(known: People, { events, peopleEpoch = known.epoch }: Committed): People {
  let { people } = known;
  for (const event of events) {
    if (event.kind === 'user') people = people.withUser(event.userId, event.active);
    if (event.kind === 'group_user') people = people.withGroupUser(event.groupId, event.userId, event.inside);
  }
  return { people, epoch: peopleEpoch };
}
