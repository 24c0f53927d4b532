import type { ClientRows, PeopleRows } from '../authority-store.ts';
import { applyEffects } from '../state/apply-effects.ts';
import { buildState } from '../state/build-state.ts';
import type { MemoryState } from '../state/memory-state.ts';
import { MemoryPeople } from '../state/people.ts';
import type { AuthorityEvent, Committed } from './committed.ts';
import { ReadModelCache } from './read-model-cache.ts';

/** Where the read model is built from. Each answers all of one epoch. */
export interface ReadModelSource {
  loadRows(clientId: number): Promise<ClientRows | undefined>;
  loadPeople(): Promise<PeopleRows>;
}

interface People {
  readonly people: MemoryPeople;
  readonly epoch: number;
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
  #peopleLoad: Promise<People> | undefined;
  /** Counts commits, so that a load which one of them overtook is seen to be old. */
  #commits = 0;

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
    this.#commits += 1;
    this.#clients.delete(clientId);
  }

  /** Forgets everything. */
  dropAll(): void {
    this.#commits += 1;
    this.#clients.clear();
    this.#people = undefined;
  }

  /** Takes in what a unit of work did. Called in the order of the commits, before the unit's caller is answered. */
  committed({ events, epochs, peopleEpoch }: Committed): void {
    this.#commits += 1;
    for (const event of events) this.#takeInPeople(event);
    if (this.#people !== undefined && peopleEpoch !== undefined) this.#people = { ...this.#people, epoch: peopleEpoch };
    for (const [clientId, epoch] of epochs) this.#takeIn(clientId, epoch, events);
    for (const event of events) if (event.kind === 'client_ended') this.#clients.delete(event.clientId);
  }

  #takeInPeople(event: AuthorityEvent): void {
    if (this.#people === undefined) return;
    const { people, epoch } = this.#people;
    if (event.kind === 'user') this.#people = { people: people.withUser(event.userId, event.active), epoch };
    if (event.kind === 'group_user') {
      this.#people = { people: people.withGroupUser(event.groupId, event.userId, event.inside), epoch };
    }
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
    let state: MemoryState | undefined;
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const { people } = this.#people ?? (await this.#loadPeopleOnce());
      const before = this.#commits;
      const rows = await this.#source.loadRows(clientId);
      if (rows === undefined) return undefined;
      state = buildState({ ...rows, people });
      if (this.#commits !== before) continue;
      this.#clients.set(state);
      return state;
    }
    // While others write without a pause it is answered, and not kept.
    return state;
  }

  #loadPeopleOnce(): Promise<People> {
    this.#peopleLoad ??= this.#loadPeople().finally(() => {
      this.#peopleLoad = undefined;
    });
    return this.#peopleLoad;
  }

  async #loadPeople(): Promise<People> {
    for (let attempt = 0; ; attempt++) {
      const before = this.#commits;
      const rows = await this.#source.loadPeople();
      const loaded = { people: MemoryPeople.from(rows), epoch: rows.epoch };
      if (this.#commits === before) this.#people = loaded;
      if (this.#commits === before || attempt === LOAD_ATTEMPTS) return loaded;
    }
  }
}
