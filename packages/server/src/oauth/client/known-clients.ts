import type { Client } from './client.ts';

/** How long a client is answered from memory, in milliseconds: what another node changed shows within a second. */
const FRESH_MS = 500;
const BOUND = 1_000;

interface Known {
  readonly client: Client;
  readonly readAt: number;
}

/** Where clients are read from, and a clock that only goes forward, in milliseconds. */
export interface KnownClientsSource {
  readonly read: (id: number) => Promise<Client | undefined>;
  readonly elapsed: () => number;
}

/**
 * Clients that asked lately, in memory, so that a request need not read its own. What this process commits shows at once
 * (`forget`), what another one does after half a second. As long as nothing of a client changes, it is the same object.
 */
export class KnownClients {
  readonly #source: KnownClientsSource;
  readonly #known = new Map<number, Known>();
  /** Counts what was forgotten, so that a read which a commit overtook is not kept. */
  #forgotten = 0;

  constructor(source: KnownClientsSource) {
    this.#source = source;
  }

  /** The client, if it is known and was read lately. */
  held(id: number): Client | undefined {
    const known = this.#known.get(id);
    return known !== undefined && this.#source.elapsed() - known.readAt < FRESH_MS ? known.client : undefined;
  }

  /** The client; `undefined` when there is none. */
  async find(id: number): Promise<Client | undefined> {
    return this.held(id) ?? this.#read(id);
  }

  /** To be called when a client has changed or is gone, before whoever did it is answered. */
  forget(id: number): void {
    this.#forgotten += 1;
    this.#known.delete(id);
  }

  async #read(id: number): Promise<Client | undefined> {
    const before = this.#forgotten;
    const readAt = this.#source.elapsed();
    const read = await this.#source.read(id);
    if (read === undefined) {
      this.#known.delete(id);
      return undefined;
    }
    if (this.#forgotten !== before) return read;
    const old = this.#known.get(id)?.client;
    const client = old !== undefined && isSame(old, read) ? old : read;
    if (this.#known.size >= BOUND && old === undefined) this.#known.clear();
    this.#known.set(id, { client, readAt });
    return client;
  }
}

function isSame(one: Client, other: Client): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
