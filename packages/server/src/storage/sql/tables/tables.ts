import type { AuditChainRow, AuditMentionRow, AuditRow, AuditSaltRow } from './audit-tables.ts';
import type {
  AuthorityChangeRow,
  AuthorityEpochRow,
  GroupRow,
  GroupUserRow,
  ResourceRow,
  RoleGroupRow,
  RoleResourceRow,
  RoleRow,
  RoleUserRow,
  UserPauseRow,
} from './authority-tables.ts';
import type { ErasedUserRow, OneTimeLinkRow, SessionRow, ThrottleRow, UserRow } from './identity-tables.ts';
import type {
  AccessTokenRow,
  ClientRow,
  CodeRow,
  ConsentRow,
  DeviceCodeRow,
  GrantRow,
  LogoutDeliveryRow,
  PushedRequestRow,
  RefreshTokenRow,
  ReplayRow,
  ResourceIndicatorRow,
} from './oauth-tables.ts';
import type { SigningKeyRow } from './signing-key-tables.ts';

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

/** Traces of requests, for a day; `detail` is JSON. */
export interface FlowTraceRow {
  readonly id: string;
  readonly at: number;
  readonly endpoint: string;
  readonly client_id: number | null;
  readonly outcome: string;
  readonly error: string | null;
  readonly failed: string | null;
  readonly request_key: string | null;
  readonly code_id: string | null;
  readonly grant_id: string | null;
  readonly detail: string;
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
  readonly erased_users: ErasedUserRow;
  readonly sessions: SessionRow;
  readonly throttles: ThrottleRow;
  readonly one_time_links: OneTimeLinkRow;
  readonly clients: ClientRow;
  readonly grants: GrantRow;
  readonly consents: ConsentRow;
  readonly codes: CodeRow;
  readonly device_codes: DeviceCodeRow;
  readonly pushed_requests: PushedRequestRow;
  readonly logout_deliveries: LogoutDeliveryRow;
  readonly access_tokens: AccessTokenRow;
  readonly refresh_tokens: RefreshTokenRow;
  readonly replays: ReplayRow;
  readonly resource_indicators: ResourceIndicatorRow;
  readonly signing_keys: SigningKeyRow;
  readonly authority_epochs: AuthorityEpochRow;
  readonly authority_changes: AuthorityChangeRow;
  readonly roles: RoleRow;
  readonly resources: ResourceRow;
  readonly role_users: RoleUserRow;
  readonly role_groups: RoleGroupRow;
  readonly role_resources: RoleResourceRow;
  readonly groups: GroupRow;
  readonly group_users: GroupUserRow;
  readonly user_pauses: UserPauseRow;
  readonly audit: AuditRow;
  readonly audit_mentions: AuditMentionRow;
  readonly audit_salts: AuditSaltRow;
  readonly audit_chains: AuditChainRow;
  readonly flow_traces: FlowTraceRow;
  readonly counters: CounterRow;
  readonly instance: InstanceRow;
  readonly schema_migrations: MigrationRow;
}
