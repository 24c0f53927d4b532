import type { AccessToken, AccessTokenStore, StoredAccessToken } from '../../../oauth/tokens/access-token.ts';
import type { Stores } from '../../storage.ts';
import type { Changing, RememberedRows } from '../remembered-rows.ts';

/** Access tokens, those asked for by id out of memory while their grant is known to stand. */
export class RememberedAccessTokens implements AccessTokenStore {
  readonly #under: Pick<Stores, 'accessTokens'>;
  readonly #rows: RememberedRows;
  readonly #changing: Changing;

  constructor(under: Pick<Stores, 'accessTokens'>, rows: RememberedRows, changing: Changing) {
    this.#under = under;
    this.#rows = rows;
    this.#changing = changing;
  }

  get #store(): AccessTokenStore {
    return this.#under.accessTokens;
  }

  async find(id: string): Promise<StoredAccessToken | undefined> {
    const { tokens, tokenGrants } = this.#rows;
    const known = knownToken(this.#rows, id);
    if (known !== undefined) return known;
    const since = tokens.since();
    const grantsSince = tokenGrants.since();
    const found = await this.#store.find(id);
    if (found !== undefined && found.revokedAt === null && found.grantRevokedAt === null) {
      tokens.put(id, found, since);
      tokenGrants.put(found.grantId, true, grantsSince);
    }
    return found;
  }

  revoke(id: string, now: number): Promise<'revoked' | 'unknown'> {
    this.#changing.row('tokens', id);
    return this.#store.revoke(id, now);
  }

  insert(token: AccessToken): Promise<void> {
    this.#changing.made('tokens', token.id);
    return this.#store.insert(token);
  }

  hasLive(grantId: string, now: number): Promise<boolean> {
    return this.#store.hasLive(grantId, now);
  }
}

/** A token that is remembered and whose grant is known to stand. */
export function knownToken({ tokens, tokenGrants }: RememberedRows, id: string): StoredAccessToken | undefined {
  const known = tokens.get(id);
  return known !== undefined && tokenGrants.get(known.grantId) === true ? known : undefined;
}
