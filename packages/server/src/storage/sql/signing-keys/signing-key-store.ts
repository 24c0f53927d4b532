import type { PublicJwk, SigningAlgorithm, SigningKey, SigningKeyStore } from '../../../signing-keys/signing-key.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { SigningKeyRow } from '../tables/signing-key-tables.ts';

const COLUMNS = [
  ...(['kid', 'algorithm', 'generation', 'public_jwk', 'sealed_key', 'created_at'] as const),
  ...(['active_from', 'retired_at', 'removed_at', 'revoked_at'] as const),
] satisfies readonly (keyof SigningKeyRow)[];

const LIST = statement((db, _given: Record<never, never>) =>
  db.selectFrom('signing_keys').select(COLUMNS).orderBy('algorithm').orderBy('generation', 'desc'),
);

const FIND = statement((db, given: { kid: string }) => db.selectFrom('signing_keys').select('kid').where('kid', '=', given.kid));

const INSERT = statement((db, given: SigningKeyRow) =>
  db
    .insertInto('signing_keys')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

interface Succession {
  readonly algorithm: SigningAlgorithm;
  readonly generation: number;
  readonly at: number;
  readonly removed_at: number;
}

const RETIRE = statement((db, given: Succession) =>
  db
    .updateTable('signing_keys')
    .set({ retired_at: given.at, removed_at: given.removed_at })
    .where('algorithm', '=', given.algorithm)
    .where('generation', '<', given.generation)
    .where(({ or, eb }) => or([eb('retired_at', 'is', null), eb('retired_at', '>', given.at)])),
);

const REVOKE = statement((db, given: { kid: string; at: number }) =>
  db.updateTable('signing_keys').set({ revoked_at: given.at }).where('kid', '=', given.kid).where('revoked_at', 'is', null),
);

/** Signing keys in SQL. */
export class SqlSigningKeyStore implements SigningKeyStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(): Promise<SigningKey[]> {
    return (await LIST.all(this.#connection, {})).map(signingKeyOf);
  }

  async add(key: SigningKey, keptMs: number): Promise<'added' | 'outrun'> {
    if ((await INSERT.run(this.#connection, rowOf(key))) === 0) return 'outrun';
    const { algorithm, generation, activeFrom: at } = key;
    await RETIRE.run(this.#connection, { algorithm, generation, at, removed_at: at + keptMs });
    return 'added';
  }

  async revoke(kid: string, at: number): Promise<'revoked' | 'already_revoked' | 'unknown'> {
    if ((await REVOKE.run(this.#connection, { kid, at })) === 1) return 'revoked';
    return (await FIND.first(this.#connection, { kid })) === undefined ? 'unknown' : 'already_revoked';
  }
}

function signingKeyOf(row: SigningKeyRow): SigningKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    generation: row.generation,
    publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
    sealedKey: row.sealed_key,
    createdAt: row.created_at,
    activeFrom: row.active_from,
    retiredAt: row.retired_at,
    removedAt: row.removed_at,
    revokedAt: row.revoked_at,
  };
}

function rowOf(key: SigningKey): SigningKeyRow {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    generation: key.generation,
    public_jwk: JSON.stringify(key.publicJwk),
    sealed_key: key.sealedKey,
    created_at: key.createdAt,
    active_from: key.activeFrom,
    retired_at: key.retiredAt,
    removed_at: key.removedAt,
    revoked_at: key.revokedAt,
  };
}
