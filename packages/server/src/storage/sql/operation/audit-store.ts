import type { AuditEvent, AuditFilter, AuditStore } from '../../../observability/audit.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { type Statement, statement, valuesOf } from '../statement.ts';
import type { AuditRow } from '../tables/tables.ts';

const COLUMNS = [
  'id',
  'at',
  'action',
  'actor',
  'address',
  'request_id',
  'user_id',
  'client_id',
  'detail',
] as const satisfies readonly (keyof AuditRow)[];

const CONDITIONS = {
  before: ['id', '<'],
  userId: ['user_id', '='],
  clientId: ['client_id', '='],
  action: ['action', '='],
  from: ['at', '>='],
  to: ['at', '<='],
} as const satisfies Record<Exclude<keyof AuditFilter, 'limit'>, readonly [keyof AuditRow, '<' | '=' | '>=' | '<=']>;

type Condition = keyof typeof CONDITIONS;

const INSERT = statement((db, given: AuditRow) => db.insertInto('audit').values(valuesOf(given, COLUMNS)));

// One statement for each set of conditions, so that each is planned for the index it can use: 64 at most.
const lists = new Map<string, Statement<Record<string, SqlValue>, AuditRow>>();

/** The audit table in SQL. */
export class SqlAuditStore implements AuditStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(event: AuditEvent): Promise<void> {
    await INSERT.run(this.#connection, auditRow(event));
  }

  async list(filter: AuditFilter): Promise<AuditEvent[]> {
    const conditions = conditionsOf(filter);
    const values: Record<string, SqlValue> = { limit: filter.limit };
    for (const condition of conditions) values[condition] = filter[condition] ?? null;
    return (await listStatement(conditions).all(this.#connection, values)).map(auditEventOf);
  }
}

function conditionsOf(filter: AuditFilter): Condition[] {
  const all = Object.keys(CONDITIONS) as Condition[];
  return all.filter((condition) => filter[condition] !== undefined);
}

function listStatement(conditions: readonly Condition[]): Statement<Record<string, SqlValue>, AuditRow> {
  const name = conditions.join();
  let list = lists.get(name);
  if (list === undefined) {
    list = statement((db, given: Record<string, SqlValue>) => {
      let query = db
        .selectFrom('audit')
        .select(COLUMNS)
        .orderBy('id', 'desc')
        .limit(given['limit'] as number);
      for (const condition of conditions) {
        const [column, operator] = CONDITIONS[condition];
        query = query.where(column, operator, given[condition] as never);
      }
      return query;
    });
    lists.set(name, list);
  }
  return list;
}

function auditRow(event: AuditEvent): AuditRow {
  return {
    id: event.id,
    at: event.at,
    action: event.action,
    actor: event.actor,
    address: event.address,
    request_id: event.requestId,
    user_id: event.userId,
    client_id: event.clientId,
    detail: JSON.stringify(event.detail),
  };
}

function auditEventOf(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    actor: row.actor,
    address: row.address,
    requestId: row.request_id,
    userId: row.user_id,
    clientId: row.client_id,
    detail: JSON.parse(row.detail) as AuditEvent['detail'],
  };
}
