import type { Client, ClientChanges, ClientStore, ClientUpdate } from '../../../oauth/client/client.ts';
import type { Stores } from '../../storage.ts';
import type { Changing, RememberedRows } from '../remembered-rows.ts';

/** Clients, those asked for by id out of memory. Every method is named here, so that one that changes clients is not overlooked. */
export class RememberedClients implements ClientStore {
  readonly #under: Pick<Stores, 'clients'>;
  readonly #rows: RememberedRows;
  readonly #changing: Changing;
  /** Whom this unit of work keeps others from changing: of them it wants what is in the database. */
  readonly #turns: Set<number> = new Set();

  constructor(under: Pick<Stores, 'clients'>, rows: RememberedRows, changing: Changing) {
    this.#under = under;
    this.#rows = rows;
    this.#changing = changing;
  }

  get #store(): ClientStore {
    return this.#under.clients;
  }

  async find(id: number): Promise<Client | undefined> {
    if (this.#turns.has(id)) return this.#store.find(id);
    const { clients } = this.#rows;
    const known = clients.get(id);
    if (known !== undefined) return known;
    const since = clients.since();
    const found = await this.#store.find(id);
    if (found !== undefined) clients.put(id, found, since);
    return found;
  }

  async findResourceOwner(resource: string): Promise<number | undefined> {
    const { resources } = this.#rows;
    const known = resources.get(resource);
    if (known !== undefined) return known;
    const since = resources.since();
    const found = await this.#store.findResourceOwner(resource);
    if (found !== undefined) resources.put(resource, found, since);
    return found;
  }

  update(id: number, changes: ClientChanges, now: number): Promise<ClientUpdate> {
    this.#changing.row('clients', id);
    // Which ones it had is not known here.
    if (changes.metadata !== undefined) this.#changing.all('resources');
    return this.#store.update(id, changes, now);
  }

  delete(id: number): Promise<'deleted' | 'unknown'> {
    // Its grants and tokens go with it, and the id may be given to another client.
    this.#changing.row('clients', id);
    this.#changing.all('grants', 'tokens', 'tokenGrants', 'resources');
    return this.#store.delete(id);
  }

  takeTurn(id: number): Promise<void> {
    this.#turns.add(id);
    return this.#store.takeTurn(id);
  }

  keepStill(id: number): Promise<void> {
    this.#turns.add(id);
    return this.#store.keepStill(id);
  }

  insert(client: Client): Promise<'inserted' | 'exists' | 'resource_taken'> {
    this.#changing.made('clients', client.id);
    if (client.metadata.resource_indicators.length > 0) this.#changing.all('resources');
    return this.#store.insert(client);
  }

  findByName(fullname: string): Promise<Client | undefined> {
    return this.#store.findByName(fullname);
  }

  list(after: number, limit: number): Promise<Client[]> {
    return this.#store.list(after, limit);
  }

  nextId(): Promise<number> {
    return this.#store.nextId();
  }
}
