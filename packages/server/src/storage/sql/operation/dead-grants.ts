import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { Expiry } from './expired-rows.ts';

interface OfGrant {
  readonly grant: string;
  readonly limit: number;
}

// Only grants that nothing brings back: revoking is for good, and rotation does not move `refresh_until`.
const REVOKED = grantsPast('revoked_at');
const FINISHED = grantsPast('refresh_until');

function grantsPast(ending: 'revoked_at' | 'refresh_until') {
  return statement((db, given: Expiry) =>
    db
      .selectFrom('grants')
      .select('grants.id')
      .where(ending, '<', given.day_ago)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('access_tokens')
              .select('access_tokens.id')
              .whereRef('access_tokens.grant_id', '=', 'grants.id')
              .where('access_tokens.expires_at', '>', given.now),
          ),
        ),
      )
      .limit(given.limit),
  );
}

const CODES = statement((db, given: OfGrant) =>
  db
    .deleteFrom('codes')
    .where('id', 'in', (eb) => eb.selectFrom('codes').select('id').where('grant_id', '=', given.grant).limit(given.limit)),
);

const REFRESH_TOKENS = statement((db, given: OfGrant) =>
  db
    .deleteFrom('refresh_tokens')
    .where('id', 'in', (eb) =>
      eb.selectFrom('refresh_tokens').select('id').where('grant_id', '=', given.grant).limit(given.limit),
    ),
);

const ACCESS_TOKENS = statement((db, given: OfGrant) =>
  db
    .deleteFrom('access_tokens')
    .where('id', 'in', (eb) =>
      eb.selectFrom('access_tokens').select('id').where('grant_id', '=', given.grant).limit(given.limit),
    ),
);

const GRANT = statement((db, given: OfGrant) => db.deleteFrom('grants').where('id', '=', given.grant));

/**
 * Deletes grants that have been revoked, or past the limit of their refresh tokens, for over a day, with the codes and
 * tokens that were kept to recognise a second use. Answers how many rows it deleted, at most `expiry.limit`.
 */
export async function deleteDeadGrants(connection: Connection, expiry: Expiry): Promise<number> {
  let deleted = 0;
  for (const dead of [REVOKED, FINISHED]) {
    for (const { id } of await dead.all(connection, { ...expiry, limit: expiry.limit - deleted })) {
      deleted += await deleteGrant(connection, id, expiry.limit - deleted);
      if (deleted >= expiry.limit) return deleted;
    }
  }
  return deleted;
}

async function deleteGrant(connection: Connection, grant: string, limit: number): Promise<number> {
  let deleted = 0;
  for (const rows of [CODES, REFRESH_TOKENS, ACCESS_TOKENS]) {
    deleted += await rows.run(connection, { grant, limit: limit - deleted });
    // The grant goes last: rows that hang on it may be left.
    if (deleted >= limit) return deleted;
  }
  return deleted + (await GRANT.run(connection, { grant, limit }));
}
