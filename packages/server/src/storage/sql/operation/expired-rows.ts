import { FLOW_TRACES_ROWS } from '../../../observability/flow-recorder/flow-trace.ts';
import { type Statement, statement } from '../statement.ts';

/** Moments before which a row is of no more use, in milliseconds since 1970, and how many rows one step may take. */
export interface Expiry {
  readonly now: number;
  readonly hour_ago: number;
  readonly day_ago: number;
  readonly month_ago: number;
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

// Kept for an hour more, so that a device which polls late is told that its code has expired.
const DEVICE_CODES = statement((db, given: Expiry) =>
  db
    .deleteFrom('device_codes')
    .where('id', 'in', (eb) =>
      eb.selectFrom('device_codes').select('id').where('expires_at', '<', given.hour_ago).limit(given.limit),
    ),
);

// What is not there any more is refused as what has expired is, so nothing is lost by not waiting.
const PUSHED_REQUESTS = statement((db, given: Expiry) =>
  db
    .deleteFrom('pushed_requests')
    .where('id', 'in', (eb) =>
      eb.selectFrom('pushed_requests').select('id').where('expires_at', '<=', given.now).limit(given.limit),
    ),
);

// The log of what was delivered. What is due is tried for an hour at most, and what waits for another session for a week.
const LOGOUT_DELIVERIES = statement((db, given: Expiry) =>
  db
    .deleteFrom('logout_deliveries')
    .where('id', 'in', (eb) =>
      eb.selectFrom('logout_deliveries').select('id').where('created_at', '<', given.month_ago).limit(given.limit),
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

const OLD_TRACES = statement((db, given: Expiry) =>
  db
    .deleteFrom('flow_traces')
    .where('id', 'in', (eb) => eb.selectFrom('flow_traces').select('id').where('at', '<', given.day_ago).limit(given.limit)),
);

const TOO_MANY_TRACES = statement((db, given: Expiry) =>
  db
    .deleteFrom('flow_traces')
    .where('id', 'in', (eb) =>
      eb.selectFrom('flow_traces').select('id').orderBy('id', 'desc').limit(given.limit).offset(FLOW_TRACES_ROWS),
    ),
);

// A day after it signed for the last time: no clock is so far behind that it would again.
const PRIVATE_KEYS = statement((db, given: Expiry) =>
  db
    .updateTable('signing_keys')
    .set({ sealed_key: null })
    .where('kid', 'in', (eb) =>
      eb
        .selectFrom('signing_keys')
        .select('kid')
        .where('sealed_key', 'is not', null)
        .where((of) => of.or([of('retired_at', '<', given.day_ago), of('revoked_at', '<', given.day_ago)]))
        .limit(given.limit),
    ),
);

const SIGNING_KEYS = statement((db, given: Expiry) =>
  db
    .deleteFrom('signing_keys')
    .where('kid', 'in', (eb) =>
      eb.selectFrom('signing_keys').select('kid').where('removed_at', '<', given.month_ago).limit(given.limit),
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
  DEVICE_CODES,
  PUSHED_REQUESTS,
  LOGOUT_DELIVERIES,
  ACCESS_TOKENS,
  AUTHORITY_CHANGES,
  PRIVATE_KEYS,
  SIGNING_KEYS,
  OLD_TRACES,
  TOO_MANY_TRACES,
];
