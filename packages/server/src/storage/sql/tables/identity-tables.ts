import type { OneTimeLinkPurpose } from '../../../identity/credentials/one-time-link.ts';
import type { UserStatus, UserType } from '../../../identity/user/user.ts';

/** People. Unique by the folded id, which is also what they are found by. */
export interface UserRow {
  readonly id: string;
  readonly id_folded: string;
  readonly fullname: string;
  readonly email: string;
  readonly wechat: string;
  readonly phone: string;
  readonly type: UserType;
  readonly dn: string;
  readonly organization: string;
  readonly status: UserStatus;
  readonly password_hash: string | null;
  readonly must_change_password: number;
  readonly password_set_at: number;
  readonly system_administrator: number;
  readonly sealed_secret: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** People who were erased, by a salted digest of their folded id. */
export interface ErasedUserRow {
  readonly digest: string;
  /** What stands for them in history while they are being erased; empty when that is done. */
  readonly name: string;
}

/** Signed-in browsers. */
export interface SessionRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly user_id: string;
  readonly authenticated_at: number;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly user_agent: string;
  readonly address: string;
}

/** Counted failures. */
export interface ThrottleRow {
  readonly key: string;
  readonly count: number;
  readonly window_start: number;
  readonly blocked_until: number;
}

/** Links that work once. */
export interface OneTimeLinkRow {
  readonly id: string;
  readonly secret_hash: string;
  readonly purpose: OneTimeLinkPurpose;
  readonly expires_at: number;
  readonly used_at: number | null;
}
