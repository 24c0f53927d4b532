import { PendingAudit } from '../sql/audit/pending-audit.ts';
import type { Lane, Sharing } from '../unit-of-work/group-commit.ts';
import { StartOver } from '../unit-of-work/start-over.ts';
import type { DurableLog } from './durable-log.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { type SqliteBounds, sqliteTransaction } from './sqlite-transaction.ts';

/** How what was committed gets onto the disk. */
export type LogSync = Pick<DurableLog, 'sync' | 'pending' | 'close'>;

/**
 * The one transaction in which units of work write to a SQLite file. It sets savepoints only when one of its units failed
 * after it had written something: then all of them are run anew, each in a savepoint.
 */
export class SqliteLane implements Lane {
  readonly connection: SqliteConnection;
  readonly audit: PendingAudit = new PendingAudit();
  readonly #bounds: SqliteBounds;
  readonly #log: LogSync | undefined;
  #durable: Promise<void> | undefined;
  #isGuarded = false;
  #isAlone = false;
  /** Of the connection, before the unit at hand. */
  #writes = 0;

  /** Without `log`, a commit of the connection is durable when it returns. */
  constructor(connection: SqliteConnection, log?: LogSync) {
    this.connection = connection;
    this.#log = log;
    this.#bounds = sqliteTransaction(connection);
  }

  get inTransaction(): boolean {
    return this.#bounds.inTransaction;
  }

  begin(sharing: Sharing): void {
    this.audit.drop();
    this.#isAlone = sharing !== 'shared';
    this.#bounds.begin();
  }

  async commit(): Promise<void> {
    if (this.#isAlone && !this.inTransaction) {
      // The one unit was rolled back; what it had read may be on its way to the disk.
      this.#durable = this.#log?.pending;
      return;
    }
    await this.audit.flush(this.connection);
    this.#bounds.commit();
    this.#isGuarded = false;
    // At once: whoever reads what is committed from here on has something to wait for.
    this.#durable = this.#log?.sync();
  }

  durable(): Promise<void> | undefined {
    return this.#durable;
  }

  rollback(): void {
    this.#bounds.rollback();
  }

  savepoint(): void {
    this.#writes = this.connection.writes;
    if (this.#isGuarded && !this.#isAlone) this.#bounds.savepoint();
  }

  releaseSavepoint(): void {
    if (this.#isGuarded && !this.#isAlone) this.#bounds.releaseSavepoint();
  }

  rollbackToSavepoint(): void {
    if (this.#isAlone) this.#bounds.rollback();
    else if (this.#isGuarded) this.#bounds.rollbackToSavepoint();
    else if (this.connection.writes !== this.#writes) {
      this.#isGuarded = true;
      throw new StartOver();
    }
  }
}
