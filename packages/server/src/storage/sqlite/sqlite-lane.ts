import { PendingAudit } from '../sql/audit/pending-audit.ts';
import type { Lane } from '../unit-of-work/group-commit.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { type SqliteBounds, sqliteTransaction } from './sqlite-transaction.ts';

/** The one transaction in which units of work write to a SQLite file. */
export class SqliteLane implements Lane {
  readonly connection: SqliteConnection;
  readonly audit: PendingAudit = new PendingAudit();
  readonly #bounds: SqliteBounds;

  constructor(connection: SqliteConnection) {
    this.connection = connection;
    this.#bounds = sqliteTransaction(connection);
  }

  get inTransaction(): boolean {
    return this.#bounds.inTransaction;
  }

  begin(): void {
    this.audit.drop();
    this.#bounds.begin();
  }

  async commit(): Promise<void> {
    await this.audit.flush(this.connection);
    this.#bounds.commit();
  }

  rollback(): void {
    this.#bounds.rollback();
  }

  savepoint(): void {
    this.#bounds.savepoint();
  }

  releaseSavepoint(): void {
    this.#bounds.releaseSavepoint();
  }

  rollbackToSavepoint(): void {
    this.#bounds.rollbackToSavepoint();
  }
}
