import { sql } from 'kysely';
import type {
  FlowEndpoint,
  FlowFilter,
  FlowOutcome,
  FlowTrace,
  FlowTraceStore,
} from '../../../observability/flow-recorder/flow-trace.ts';
import type { Connection } from '../connection.ts';
import { statement, valuesOf } from '../statement.ts';
import type { FlowTraceRow } from '../tables/tables.ts';

const COLUMNS = [
  'id',
  'at',
  'endpoint',
  'client_id',
  'outcome',
  'error',
  'failed',
  'request_key',
  'code_id',
  'grant_id',
  'detail',
] as const satisfies readonly (keyof FlowTraceRow)[];

/** A page of the same application can be opened again with the same request: so long, in milliseconds, counts as one sign-in. */
const ONE_SIGN_IN_MS = 900_000;

interface Linked {
  readonly link: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

const INSERT = statement((db, given: FlowTraceRow) =>
  db
    .insertInto('flow_traces')
    .values(valuesOf(given, COLUMNS))
    .onConflict((conflict) => conflict.doNothing()),
);

const FIND = statement((db, given: { id: string }) => db.selectFrom('flow_traces').select(COLUMNS).where('id', '=', given.id));

// `failed` is a flag: 0 for every row.
const LIST = statement((db, given: { failed: number; limit: number }) =>
  db
    .selectFrom('flow_traces')
    .select(COLUMNS)
    .where((eb) => eb.or([eb(sql`${given.failed}`, '=', 0), eb('failed', 'is not', null)]))
    .orderBy('id', 'desc')
    .limit(given.limit),
);

const LIST_OF_CLIENT = statement((db, given: { client: number; failed: number; limit: number }) =>
  db
    .selectFrom('flow_traces')
    .select(COLUMNS)
    .where('client_id', '=', given.client)
    .where((eb) => eb.or([eb(sql`${given.failed}`, '=', 0), eb('failed', 'is not', null)]))
    .orderBy('id', 'desc')
    .limit(given.limit),
);

const BY_REQUEST = linkedBy('request_key');
const BY_CODE = linkedBy('code_id');

function linkedBy(column: 'request_key' | 'code_id') {
  return statement((db, given: Linked) =>
    db
      .selectFrom('flow_traces')
      .select(COLUMNS)
      .where(column, '=', given.link)
      .where('at', '>=', given.from)
      .where('at', '<=', given.to)
      .orderBy('id')
      .limit(given.limit),
  );
}

/** Traces of requests in SQL. */
export class SqlFlowTraceStore implements FlowTraceStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(trace: FlowTrace): Promise<void> {
    await INSERT.post(this.#connection, {
      id: trace.id,
      at: trace.at,
      endpoint: trace.endpoint,
      client_id: trace.clientId,
      outcome: trace.outcome,
      error: trace.error,
      failed: trace.failed,
      request_key: trace.requestKey,
      code_id: trace.codeId,
      grant_id: trace.grantId,
      detail: JSON.stringify(trace.detail),
    });
  }

  async find(id: string): Promise<FlowTrace | undefined> {
    const row = await FIND.first(this.#connection, { id });
    return row === undefined ? undefined : fromRow(row);
  }

  async list({ clientId, failedOnly, limit }: FlowFilter): Promise<FlowTrace[]> {
    const given = { failed: failedOnly ? 1 : 0, limit };
    const rows =
      clientId === undefined
        ? await LIST.all(this.#connection, given)
        : await LIST_OF_CLIENT.all(this.#connection, { ...given, client: clientId });
    return rows.map(fromRow);
  }

  async related(trace: FlowTrace, limit: number): Promise<FlowTrace[]> {
    const around = { from: trace.at - ONE_SIGN_IN_MS, to: trace.at + ONE_SIGN_IN_MS, limit: limit + 1 };
    const found = new Map<string, FlowTrace>();
    const take = (rows: readonly FlowTraceRow[]): void => {
      for (const row of rows) if (row.id !== trace.id) found.set(row.id, fromRow(row));
    };
    // A code leads from its exchange to the request it was issued to, and that to all of its pages and codes.
    if (trace.codeId !== null) take(await BY_CODE.all(this.#connection, { ...around, link: trace.codeId }));
    for (const link of linksOf([trace, ...found.values()], 'requestKey')) {
      take(await BY_REQUEST.all(this.#connection, { ...around, link }));
    }
    for (const link of linksOf(found.values(), 'codeId')) {
      if (link !== trace.codeId) take(await BY_CODE.all(this.#connection, { ...around, link }));
    }
    return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
  }
}

function linksOf(traces: Iterable<FlowTrace>, name: 'requestKey' | 'codeId'): Set<string> {
  const links = new Set<string>();
  for (const trace of traces) {
    const link = trace[name];
    if (link !== null) links.add(link);
  }
  return links;
}

function fromRow(row: FlowTraceRow): FlowTrace {
  return {
    id: row.id,
    at: row.at,
    endpoint: row.endpoint as FlowEndpoint,
    clientId: row.client_id,
    outcome: row.outcome as FlowOutcome,
    error: row.error,
    failed: row.failed,
    requestKey: row.request_key,
    codeId: row.code_id,
    grantId: row.grant_id,
    detail: JSON.parse(row.detail) as FlowTrace['detail'],
  };
}
