import pg from 'pg';
import { sha256Hex } from '../../crypto/hash.ts';
import type { Connection, Row, SqlValue } from '../sql/connection.ts';
import type { SqlDialect } from '../sql/sql-dialect.ts';
import { POSTGRES_DIALECT } from './postgres-dialect.ts';
import { classifyPostgresError } from './postgres-error.ts';
import type { PostgresAddress } from './postgres-url.ts';

/** How to connect; times in milliseconds. */
export interface ConnectOptions {
  readonly address: PostgresAddress;
  readonly connectLimit: number;
  /** After so long without an answer the connection is given up. */
  readonly answerLimit: number;
}

const NAME_LENGTH = 24;
const BIGINT = 20;

const names = new Map<string, string>();

/** A connection to PostgreSQL that prepares each statement once and does not wait for one answer before it asks on. */
export class PostgresConnection implements Connection {
  readonly dialect: SqlDialect = POSTGRES_DIALECT;
  readonly #client: pg.Client;
  readonly #onLost: (() => void)[] = [];
  #lost = false;
  #inFlight = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
    const lose = (): void => this.#markLost();
    client.on('error', lose);
    client.on('end', lose);
  }

  /** Connects. Rejects with what the driver says. */
  static async open(options: ConnectOptions): Promise<PostgresConnection> {
    const client = new pg.Client(clientConfig(options));
    const connection = new PostgresConnection(client);
    await client.connect();
    return connection;
  }

  /** Whether it can no longer be used. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** How many statements wait for their answer. */
  get inFlight(): number {
    return this.#inFlight;
  }

  async all(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#query(sql, parameters)).rows;
  }

  async run(sql: string, parameters: readonly SqlValue[]): Promise<number> {
    return (await this.#query(sql, parameters)).rowCount ?? 0;
  }

  async post(sql: string, parameters: readonly SqlValue[]): Promise<void> {
    await this.#query(sql, parameters);
  }

  /** Runs statements without parameters, the bounds of a transaction for one; answers what the server says that it did. */
  async execute(sql: string): Promise<string> {
    return (await this.#watched(this.#client.query<Row>(sql))).command;
  }

  /** Hears what is announced on a channel from when it resolves; `lost` is called once the connection is. */
  async listen(channel: string, { heard, lost }: { heard: (text: string) => void; lost: () => void }): Promise<void> {
    this.#client.on('notification', ({ payload = '' }) => heard(payload));
    this.#onLost.push(lost);
    await this.execute(`listen ${channel}`);
  }

  /** Closes it once what was asked is answered. */
  async end(): Promise<void> {
    if (!this.#lost) await this.#client.end().catch(() => undefined);
    this.#lost = true;
  }

  #query(sql: string, parameters: readonly SqlValue[]): Promise<pg.QueryResult<Row>> {
    return this.#watched(this.#client.query<Row>({ name: nameOf(sql), text: sql, values: parameters.map(storable) }));
  }

  async #watched<T>(answer: Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      return await answer;
    } catch (error) {
      if (classifyPostgresError(error) === 'lost') this.#lose();
      throw error;
    } finally {
      this.#inFlight--;
    }
  }

  #lose(): void {
    if (this.#lost) return;
    this.#markLost();
    this.#client.end().catch(() => undefined);
  }

  #markLost(): void {
    this.#lost = true;
    for (const hear of this.#onLost.splice(0)) hear();
  }
}

function clientConfig({ address, connectLimit, answerLimit }: ConnectOptions): pg.ClientConfig {
  return {
    ...address,
    application_name: 'hufu',
    connectionTimeoutMillis: connectLimit,
    query_timeout: answerLimit,
    keepAlive: true,
    types: TYPES,
    pipeline: true,
  } as pg.ClientConfig;
}

// All columns are text or whole numbers of 64 bits.
const TYPES = { getTypeParser: (oid: number) => (oid === BIGINT ? wholeNumber : (text: string): string => text) };

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError('a number in the database is too large to be exact');
  return number;
}

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = sha256Hex(sql).slice(0, NAME_LENGTH);
    names.set(sql, name);
  }
  return name;
}

/** Text as PostgreSQL can hold it: what nobody types but to attack becomes the sign for what cannot be shown. */
function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}
