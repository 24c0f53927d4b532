import { type Statement, statement } from '../statement.ts';

/** Moments before which a row is of no more use, in milliseconds since 1970, and how many rows one step may take. */
export interface Expiry {
  readonly now: number;
  readonly hour_ago: number;
  readonly day_ago: number;
  readonly limit: number;
}

const ENDED_SESSIONS = statement((db, given: Expiry) =>
  db
    .deleteFrom('sessions')
    .where('id', 'in', (eb) => eb.selectFrom('sessions').select('id').where('ended_at', '<', given.day_ago).limit(given.limit)),
);

const EXPIRED_SESSIONS = statement((db, given: Expiry) =>
  db
    .deleteFrom('sessions')
    .where('id', 'in', (eb) => eb.selectFrom('sessions').select('id').where('expires_at', '<', given.day_ago).limit(given.limit)),
);

const LINKS = statement((db, given: Expiry) =>
  db
    .deleteFrom('one_time_links')
    .where('id', 'in', (eb) =>
      eb.selectFrom('one_time_links').select('id').where('expires_at', '<=', given.now).limit(given.limit),
    ),
);

// Kept for an hour more: a clock that is set back makes what had expired good again, and its use must still be known.
const REPLAYS = statement((db, given: Expiry) =>
  db
    .deleteFrom('replays')
    .where('key', 'in', (eb) =>
      eb.selectFrom('replays').select('key').where('expires_at', '<', given.hour_ago).limit(given.limit),
    ),
);

const THROTTLES = statement((db, given: Expiry) =>
  db
    .deleteFrom('throttles')
    .where('key', 'in', (eb) =>
      eb
        .selectFrom('throttles')
        .select('key')
        .where('window_start', '<', given.day_ago)
        .where('blocked_until', '<', given.day_ago)
        .limit(given.limit),
    ),
);

const UNREDEEMED_CODES = statement((db, given: Expiry) =>
  db
    .deleteFrom('codes')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('codes')
        .select('id')
        .where('redeemed_at', 'is', null)
        .where('expires_at', '<', given.hour_ago)
        .limit(given.limit),
    ),
);

const ACCESS_TOKENS = statement((db, given: Expiry) =>
  db
    .deleteFrom('access_tokens')
    .where('id', 'in', (eb) =>
      eb.selectFrom('access_tokens').select('id').where('expires_at', '<', given.day_ago).limit(given.limit),
    ),
);

const AUTHORITY_CHANGES = statement((db, given: Expiry) =>
  db
    .deleteFrom('authority_changes')
    .where('id', 'in', (eb) =>
      eb.selectFrom('authority_changes').select('id').where('at', '<', given.hour_ago).limit(given.limit),
    ),
);

/** Each deletes what is of no more use by its own times alone, at most `limit` rows. */
export const EXPIRED_ROWS: readonly Statement<Expiry, unknown>[] = [
  ENDED_SESSIONS,
  EXPIRED_SESSIONS,
  LINKS,
  REPLAYS,
  THROTTLES,
  UNREDEEMED_CODES,
  ACCESS_TOKENS,
  AUTHORITY_CHANGES,
];
