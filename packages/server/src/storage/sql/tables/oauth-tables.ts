import type { Client, ClientAuthenticationMethod, ConsentRule } from '../../../oauth/client/client.ts';
import type { LogoutOutcome } from '../../../oauth/logout/logout-delivery.ts';

/** Applications; lists are JSON. */
export interface ClientRow {
  readonly id: number;
  readonly fullname: string;
  readonly status: Client['status'];
  readonly sealed_secret: string | null;
  readonly sealed_old_secret: string | null;
  readonly old_secret_expires_at: number;
  readonly redirect_uris: string;
  readonly owner: string;
  readonly grant_types: string;
  readonly scope: string | null;
  readonly default_scope: string | null;
  readonly authentication_method: ClientAuthenticationMethod | null;
  readonly require_pkce: number;
  readonly consent: ConsentRule;
  readonly refuse_jwt_replay: number;
  readonly refresh_grace_seconds: number;
  readonly rights: string;
  readonly metadata: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What users and clients authorized. */
export interface GrantRow {
  readonly id: string;
  readonly client_id: number;
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly scope: string;
  /** 1 when the scope has `offline_access`. */
  readonly offline: number;
  readonly authenticated_at: number;
  readonly created_at: number;
  readonly refresh_until: number;
  readonly revoked_at: number | null;
  readonly resources: string | null;
  readonly claims: string | null;
}

/** One consented scope. */
export interface ConsentRow {
  readonly user_id: string;
  readonly client_id: number;
  readonly scope: string;
  readonly given_at: number;
}

/** Authorization codes, redeemed ones included. */
export interface CodeRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly grant_id: string;
  readonly client_id: number;
  readonly redirect_uri: string;
  readonly code_challenge: string | null;
  readonly nonce: string | null;
  readonly expires_at: number;
  readonly redeemed_at: number | null;
  readonly dpop_jkt: string | null;
}

/** Devices that wait for a person, and those that were answered lately; the resources are JSON. */
export interface DeviceCodeRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly user_code_mac: string;
  readonly client_id: number;
  readonly scope: string;
  readonly resources: string | null;
  readonly expires_at: number;
  readonly interval_ms: number;
  readonly next_poll_at: number;
  readonly decided_at: number | null;
  readonly grant_id: string | null;
  readonly redeemed_at: number | null;
}

/** Authorization requests that are kept here; the parameters are JSON. */
export interface PushedRequestRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly client_id: number;
  readonly parameters: string;
  readonly expires_at: number;
  readonly opened_at: number | null;
  readonly consumed_at: number | null;
}

/** Clients that are told that a session has ended. */
export interface LogoutDeliveryRow {
  readonly id: string;
  readonly client_id: number;
  readonly session_id: string;
  readonly user_id: string | null;
  readonly created_at: number;
  readonly waits_for: string | null;
  readonly attempts: number;
  readonly next_attempt_at: number | null;
  readonly finished_at: number | null;
  readonly outcome: LogoutOutcome | null;
  readonly last_error: string | null;
}

/** Access tokens. */
export interface AccessTokenRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly grant_id: string;
  readonly client_id: number;
  readonly user_id: string | null;
  readonly scope: string;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly resources: string | null;
  readonly dpop_jkt: string | null;
}

/** Refresh tokens, rotated ones included. */
export interface RefreshTokenRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly grant_id: string;
  readonly client_id: number;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly rotated_at: number | null;
  readonly successor_id: string | null;
  readonly successor_access_id: string | null;
  readonly dpop_jkt: string | null;
}

/** Which client serves a resource; the URI in its canonical form. */
export interface ResourceIndicatorRow {
  readonly uri: string;
  readonly client_id: number;
}

/** Signed messages that were used. */
export interface ReplayRow {
  readonly key: string;
  readonly expires_at: number;
}
