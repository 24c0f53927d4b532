import type { PendingAudit } from '../sql/audit/pending-audit.ts';
import type { Connection } from '../sql/connection.ts';
import { sqlStores } from '../sql/sql-stores.ts';
import type { Stores } from '../storage.ts';
import { withDeadline } from './deadline.ts';
import { RunAgain } from './run-again.ts';
import { UnitConnection } from './unit-connection.ts';

/** What a unit of work runs on. */
export interface UnitGround {
  readonly connection: Connection;
  /** Makes of what the driver threw the error that callers see. */
  readonly asFailure: (error: unknown) => Error;
  /** How long it may take, in milliseconds. */
  readonly limit: number;
  /** Whether the unit ends only when what it posted was run; else a failure shows in the commit that it shares. */
  readonly settles: boolean;
  /** Takes the audit rows of a unit that may write, for the commit that it shares; without it none can be appended. */
  readonly audit?: PendingAudit;
  /** Where the unit is listed while it lasts, by who may have to end it. */
  readonly among?: Set<UnitConnection>;
}

/** Lends the stores to `work` for as long as it lasts; rejects with what failed in it, even if it has caught that. */
export async function runUnit<T>(ground: UnitGround, work: (stores: Stores) => Promise<T>): Promise<T> {
  const connection = new UnitConnection(ground.connection, ground.asFailure);
  ground.among?.add(connection);
  const pending = ground.audit?.forUnit();
  let value: T;
  try {
    value = await withDeadline(work(sqlStores(connection, pending)), ground.limit);
    const settled = ground.settles ? connection.settle() : undefined;
    if (settled !== undefined) await settled;
  } catch (error) {
    const failure = connection.end();
    throw failure instanceof RunAgain ? failure : error;
  } finally {
    ground.among?.delete(connection);
  }
  const failure = connection.end();
  if (failure !== undefined) throw failure;
  if (pending !== undefined) ground.audit?.keep(pending);
  return value;
}
