import type { Grant, GrantStore, GrantSummary } from '../../../oauth/grant/grant.ts';
import type { Stores } from '../../storage.ts';
import type { Changing, RememberedRows } from '../remembered-rows.ts';

/** Grants, those asked for by id out of memory. Every method is named here, so that one that revokes is not overlooked. */
export class RememberedGrants implements GrantStore {
  readonly #under: Pick<Stores, 'grants'>;
  readonly #rows: RememberedRows;
  readonly #changing: Changing;

  constructor(under: Pick<Stores, 'grants'>, rows: RememberedRows, changing: Changing) {
    this.#under = under;
    this.#rows = rows;
    this.#changing = changing;
  }

  get #store(): GrantStore {
    return this.#under.grants;
  }

  async find(id: string): Promise<Grant | undefined> {
    const { grants } = this.#rows;
    const known = grants.get(id);
    if (known !== undefined) return known;
    const since = grants.since();
    const found = await this.#store.find(id);
    if (found !== undefined) grants.put(id, found, since);
    return found;
  }

  insert(grant: Grant): Promise<void> {
    this.#new(grant);
    return this.#store.insert(grant);
  }

  insertOnce(grant: Grant): Promise<void> {
    this.#new(grant);
    return this.#store.insertOnce(grant);
  }

  revoke(id: string, now: number): Promise<number> {
    this.#changing.row('grants', id);
    this.#changing.row('tokenGrants', id);
    return this.#store.revoke(id, now);
  }

  revokeBySession(sessionId: string, now: number, keepOffline: boolean): Promise<number> {
    this.#any();
    return this.#store.revokeBySession(sessionId, now, keepOffline);
  }

  revokeByUser(userId: string, now: number): Promise<number> {
    this.#any();
    return this.#store.revokeByUser(userId, now);
  }

  revokeByUserAndClient(userId: string, clientId: number, now: number): Promise<number> {
    this.#any();
    return this.#store.revokeByUserAndClient(userId, clientId, now);
  }

  listLive(userId: string, now: number): Promise<GrantSummary[]> {
    return this.#store.listLive(userId, now);
  }

  #new(grant: Grant): void {
    this.#changing.made('grants', grant.id);
    this.#changing.made('tokenGrants', grant.id);
  }

  // Which ones the statement revokes is known only to the database; a token whose grant is forgotten is read again.
  #any(): void {
    this.#changing.all('grants', 'tokenGrants');
  }
}
