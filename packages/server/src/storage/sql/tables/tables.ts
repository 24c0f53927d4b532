import type { AuditAction } from '../../../observability/audit.ts';
import type { OneTimeLinkRow, SessionRow, ThrottleRow, UserRow } from './identity-tables.ts';
import type { AccessTokenRow, ClientRow, CodeRow, ConsentRow, GrantRow, RefreshTokenRow, ReplayRow } from './oauth-tables.ts';

/** The audit table; `detail` is JSON. */
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly action: AuditAction;
  readonly actor: string;
  readonly address: string;
  readonly request_id: string;
  readonly user_id: string | null;
  readonly client_id: number | null;
  readonly detail: string;
}

/** The next free number of a kind of entity. */
export interface CounterRow {
  readonly name: string;
  readonly next: number;
}

/** Facts about this installation. */
export interface InstanceRow {
  readonly name: string;
  readonly value: string;
}

/** Which migrations this database has had. */
export interface MigrationRow {
  readonly number: number;
  readonly name: string;
  readonly applied_at: number;
}

/** Every table, by name. */
export interface Tables {
  readonly users: UserRow;
  readonly sessions: SessionRow;
  readonly throttles: ThrottleRow;
  readonly one_time_links: OneTimeLinkRow;
  readonly clients: ClientRow;
  readonly grants: GrantRow;
  readonly consents: ConsentRow;
  readonly codes: CodeRow;
  readonly access_tokens: AccessTokenRow;
  readonly refresh_tokens: RefreshTokenRow;
  readonly replays: ReplayRow;
  readonly audit: AuditRow;
  readonly counters: CounterRow;
  readonly instance: InstanceRow;
  readonly schema_migrations: MigrationRow;
}
