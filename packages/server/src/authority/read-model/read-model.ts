import { AuthorityBehind } from '../authorities.ts';
import type { AuthorityStore, ClientRows, PeopleRows } from '../authority-store.ts';
import { PEOPLE } from '../model.ts';
import { applyEffects } from '../state/apply-effects.ts';
import { buildStateInSteps } from '../state/build-state.ts';
import type { MemoryState } from '../state/memory-state.ts';
import { MemoryPeople } from '../state/people.ts';
import { finish, type Work } from '../state/steps.ts';
import type { Committed, Turn } from './committed.ts';
import { type KnownPeople, peopleAfter } from './known-people.ts';
import { ReadModelCache } from './read-model-cache.ts';

/** Where the read model is built from. Each answers all of one epoch, and may take its time. */
export interface ReadModelSource {
  loadRows(clientId: number): Promise<ClientRows | undefined>;
  loadPeople(): Promise<PeopleRows>;
  /** Does the work of building in slices, so that nobody waits for all of it; absent: at once. */
  readonly inSlices?: <T>(work: Work<T>) => Promise<T>;
  /** What others committed meanwhile; absent: nobody else can. */
  readonly changesSince?: ChangesSince;
}

/** See `AuthorityStore.changesSince`. */
export type ChangesSince = AuthorityStore['changesSince'];

/** The epochs that clients, and `PEOPLE`, have reached. */
export type Epochs = ReadonlyMap<number, number>;

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
  #people: KnownPeople | undefined;
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

  /** The epochs of all that is held. */
  epochs(): Epochs {
    const people: [number, number][] = this.#people === undefined ? [] : [[PEOPLE, this.#people.epoch]];
    return new Map([...people, ...this.#clients.epochs()]);
  }

  /** Forgets everything. */
  dropAll(): void {
    for (const running of this.#running) running.isStale = true;
    this.#clients.clear();
    this.#people = undefined;
  }

  /** Takes in what a unit of work did. Called in the order of the commits, before the unit's caller is answered. */
  committed(what: Committed): void {
    for (const streamId of this.takeIn(what)) this.#forget(streamId);
  }

  /**
   * Takes in what a unit of work did, as far as it follows from what is held. Answers of which clients, and whether of `PEOPLE`,
   * it does not: others committed in between, and whoever calls this catches up with them.
   */
  takeIn(what: Committed): readonly number[] {
    const { turns, events } = what;
    if (events.some(({ kind }) => kind === 'forgotten')) {
      this.dropAll();
      return [];
    }
    for (const { clientId, missed } of this.#running) if (turns.has(clientId ?? PEOPLE)) missed.push(what);
    const behind: number[] = [];
    // People first: a client's epoch is never ahead of the people that it moved for.
    for (const [streamId, turn] of [...turns].toSorted(([one], [other]) => one - other)) {
      if (!(streamId === PEOPLE ? this.#takeInPeople(what) : this.#takeInClient(streamId, turn, what))) behind.push(streamId);
    }
    for (const event of events) if (event.kind === 'client_ended') this.drop(event.clientId);
    return behind;
  }

  /**
   * Catches up with what others committed, up to these epochs at least; what is not written down, or cannot be read now, is
   * forgotten. `asked`: what was held when the epochs were asked for; what is beyond them already then is of another database.
   */
  async catchUp(epochs: Epochs, changesSince: ChangesSince, asked?: Epochs): Promise<void> {
    for (const [streamId, held] of asked ?? []) if ((epochs.get(streamId) ?? 0) < held) this.#forget(streamId);
    await this.#catchUpPeople(epochs.get(PEOPLE), changesSince);
    await Promise.all(
      [...epochs].map(([id, epoch]) => (id === PEOPLE ? undefined : this.#catchUpClient(id, epoch, changesSince))),
    );
  }

  async #catchUpPeople(until: number | undefined, changesSince: ChangesSince): Promise<void> {
    const known = this.#people;
    if (known === undefined || known.epoch >= (until ?? Number.MAX_SAFE_INTEGER)) return;
    // All there is: what a client's epoch moved for must be among it.
    await this.#replay(changesSince(PEOPLE, known.epoch, Number.MAX_SAFE_INTEGER));
    if ((this.#people?.epoch ?? 0) < (until ?? 0)) this.#forget(PEOPLE);
  }

  async #catchUpClient(clientId: number, until: number, changesSince: ChangesSince): Promise<void> {
    const held = this.#clients.peek(clientId)?.epoch;
    if (held === undefined || held >= until) return;
    await this.#replay(changesSince(clientId, held, until));
    if ((this.#clients.peek(clientId)?.epoch ?? until) < until) this.drop(clientId);
  }

  async #replay(commits: Promise<readonly Committed[]>): Promise<void> {
    for (const what of await commits.catch(() => [])) this.takeIn(what);
  }

  #forget(streamId: number): void {
    if (streamId !== PEOPLE) {
      this.drop(streamId);
      return;
    }
    for (const running of this.#running) if (running.clientId === undefined) running.isStale = true;
    this.#people = undefined;
  }

  #takeInPeople(what: Committed): boolean {
    const next = this.#people && peopleAfter(this.#people, what);
    if (next === 'behind') return false;
    this.#people = next;
    return true;
  }

  #takeInClient(clientId: number, { from, to }: Turn, { events }: Committed): boolean {
    const held = this.#clients.peek(clientId);
    if (held === undefined || held.epoch >= to) return true;
    if (held.epoch !== from) return false;
    const written = events.filter((event) => event.kind === 'written').filter((event) => event.clientId === clientId);
    try {
      const start = held.withPeople(held.parts.people, to);
      this.#clients.set(
        written.reduce((state, { by, at, effects, ids }) => applyEffects(state, { by, at, effects, ids, epoch: to }), start),
      );
    } catch {
      this.drop(clientId);
    }
    return true;
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
      const held = this.held(clientId);
      if (held !== undefined) return held;
      const state = await this.#whileWatching(clientId, async (running) => {
        const rows = await this.#source.loadRows(clientId);
        if (rows === undefined) return 'unknown';
        const built = await this.#inSlices(buildStateInSteps({ ...rows, people }));
        const since = await this.#changesSince(clientId, rows.epoch);
        return running.isStale ? 'stale' : this.#keep(built, [...since, ...running.missed]);
      });
      if (state !== 'stale') return state === 'unknown' ? undefined : state;
    }
    throw new AuthorityBehind('the authority was changed each time it was read');
  }

  /** What others committed while a client was read; and no client is ahead of the people. */
  async #changesSince(clientId: number, epoch: number): Promise<readonly Committed[]> {
    const { changesSince } = this.#source;
    if (changesSince === undefined) return [];
    const since = await changesSince(clientId, epoch, Number.MAX_SAFE_INTEGER);
    await this.#catchUpPeople(undefined, changesSince);
    return since;
  }

  /** Takes in what committed since the rows were read, all in one go, so that nothing comes in between. */
  #keep(state: MemoryState, missed: readonly Committed[]): MemoryState | 'stale' {
    const { clientId } = state;
    this.#clients.set(state);
    for (const what of missed) {
      const turn = what.turns.get(clientId);
      if (turn !== undefined && !this.#takeInClient(clientId, turn, what)) this.drop(clientId);
    }
    return this.held(clientId) ?? 'stale';
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
        const since = (await this.#source.changesSince?.(PEOPLE, rows.epoch, Number.MAX_SAFE_INTEGER)) ?? [];
        if (running.isStale) return undefined;
        let known: KnownPeople = { people, epoch: rows.epoch };
        for (const what of [...since, ...running.missed]) {
          const next = peopleAfter(known, what);
          if (next === 'behind') return undefined;
          known = next;
        }
        this.#people = known;
        return known.people;
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
