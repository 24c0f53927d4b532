import { type DeviceCode, type DeviceCodeStore, type DevicePoll, SLOW_DOWN_MS } from '../../../oauth/grant/device-code.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { DeviceCodeRow } from '../tables/oauth-tables.ts';
import { listText, textList } from './text-list.ts';

/** A device that waits as it was told is not too soon by what its timer and the network take away. */
const SLACK_MS = 500;

const COLUMNS = [
  'id',
  'secret_hash',
  'user_code_mac',
  'client_id',
  'scope',
  'resources',
  'expires_at',
  'interval_ms',
  'next_poll_at',
  'decided_at',
  'grant_id',
  'redeemed_at',
] as const satisfies readonly (keyof DeviceCodeRow)[];

interface At {
  readonly id: string;
  readonly now: number;
}

const INSERT = statement((db, given: DeviceCodeRow) =>
  db
    .insertInto('device_codes')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.column('user_code_mac').doNothing()),
);

const FIND = statement((db, given: { id: string }) => db.selectFrom('device_codes').select(COLUMNS).where('id', '=', given.id));

const FIND_BY_USER_CODE = statement((db, given: { mac: string }) =>
  db.selectFrom('device_codes').select(COLUMNS).where('user_code_mac', '=', given.mac),
);

const DECIDE = statement((db, given: At & { grant: string | null }) =>
  db
    .updateTable('device_codes')
    .set({ decided_at: given.now, grant_id: given.grant })
    .where('id', '=', given.id)
    .where('decided_at', 'is', null)
    .where('expires_at', '>', given.now),
);

const WAIT = statement((db, given: At & { from: number }) =>
  db
    .updateTable('device_codes')
    .set((eb) => ({ next_poll_at: eb('interval_ms', '+', given.from) }))
    .where('id', '=', given.id)
    .where('decided_at', 'is', null)
    .where('expires_at', '>', given.now)
    .where('next_poll_at', '<=', given.now),
);

const SLOW_DOWN = statement((db, given: At & { more: number; from: number }) =>
  db
    .updateTable('device_codes')
    .set((eb) => ({ interval_ms: eb('interval_ms', '+', given.more), next_poll_at: eb('interval_ms', '+', given.from) }))
    .where('id', '=', given.id)
    .where('decided_at', 'is', null)
    .where('expires_at', '>', given.now),
);

const REDEEM = statement((db, given: At) =>
  db
    .updateTable('device_codes')
    .set({ redeemed_at: given.now })
    .where('id', '=', given.id)
    .where('grant_id', 'is not', null)
    .where('redeemed_at', 'is', null)
    .where('expires_at', '>', given.now),
);

/** Device authorizations in SQL. */
export class SqlDeviceCodeStore implements DeviceCodeStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(code: DeviceCode): Promise<'inserted' | 'user_code_taken'> {
    return (await INSERT.run(this.#connection, rowOf(code))) === 1 ? 'inserted' : 'user_code_taken';
  }

  async find(id: string): Promise<DeviceCode | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row && codeOf(row);
  }

  async findByUserCode(userCodeMac: string): Promise<DeviceCode | undefined> {
    const row = await FIND_BY_USER_CODE.first(this.#connection, { mac: userCodeMac });
    return row && codeOf(row);
  }

  async approve(id: string, grantId: string, now: number): Promise<'approved' | 'too_late'> {
    return (await DECIDE.run(this.#connection, { id, grant: grantId, now })) === 1 ? 'approved' : 'too_late';
  }

  async deny(id: string, now: number): Promise<'denied' | 'too_late'> {
    return (await DECIDE.run(this.#connection, { id, grant: null, now })) === 1 ? 'denied' : 'too_late';
  }

  // A code only ever moves on, from undecided to decided to redeemed: so what one statement did not find, the next one does.
  async poll(id: string, now: number): Promise<DevicePoll> {
    const from = now - SLACK_MS;
    if ((await WAIT.run(this.#connection, { id, now, from })) === 1) return { kind: 'pending' };
    const slower = { id, now, more: SLOW_DOWN_MS, from: from + SLOW_DOWN_MS };
    if ((await SLOW_DOWN.run(this.#connection, slower)) === 1) return { kind: 'slow_down' };
    const isFirst = (await REDEEM.run(this.#connection, { id, now })) === 1;
    const code = await this.find(id);
    if (code === undefined) return { kind: 'unknown' };
    if (isFirst && code.grantId !== null) return { kind: 'redeemed', grantId: code.grantId };
    return { kind: endOf(code) };
  }
}

/** Why a code that neither waits nor could be redeemed is of no use. */
function endOf({ decidedAt, grantId, redeemedAt }: DeviceCode): 'already_redeemed' | 'denied' | 'expired' {
  if (redeemedAt !== null) return 'already_redeemed';
  return decidedAt !== null && grantId === null ? 'denied' : 'expired';
}

function rowOf(code: DeviceCode): DeviceCodeRow {
  return {
    id: code.id,
    secret_hash: code.secretHash,
    user_code_mac: code.userCodeMac,
    client_id: code.clientId,
    scope: code.scope,
    resources: listText(code.resources),
    expires_at: code.expiresAt,
    interval_ms: code.intervalMs,
    next_poll_at: code.nextPollAt,
    decided_at: code.decidedAt,
    grant_id: code.grantId,
    redeemed_at: code.redeemedAt,
  };
}

function codeOf(row: DeviceCodeRow): DeviceCode {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    userCodeMac: row.user_code_mac,
    clientId: row.client_id,
    scope: row.scope,
    resources: textList(row.resources),
    expiresAt: row.expires_at,
    intervalMs: row.interval_ms,
    nextPollAt: row.next_poll_at,
    decidedAt: row.decided_at,
    grantId: row.grant_id,
    redeemedAt: row.redeemed_at,
  };
}
