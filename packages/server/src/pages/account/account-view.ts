import type { PageView, UserView } from '../layout/page-view.ts';
import type { Messages } from '../messages/messages.ts';
import type { PasswordProblem } from '../sign-in/new-password-fields.ts';

/** A browser in which the user is signed in. Times are milliseconds since 1970. */
export interface AccountSession {
  readonly id: string;
  /** It is the one that asks. */
  readonly current: boolean;
  /** The header as it was sent. */
  readonly userAgent: string;
  readonly address: string;
  readonly since: number;
  readonly lastSeen: number;
}

/** An application the user has let in. Times are milliseconds since 1970. */
export interface AccountApplication {
  readonly clientId: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly since: number;
}

/** What has just been done. */
export type AccountNotice = keyof Messages['account']['notices'];

/** What could not be done. */
export type AccountProblem = keyof Messages['account']['problems'] | PasswordProblem;

/** Everything a user sees of their own account. */
export interface AccountView extends PageView {
  readonly csrf: string;
  readonly user: UserView & { readonly email: string };
  readonly sessions: readonly AccountSession[];
  readonly applications: readonly AccountApplication[];
  readonly hasSecret: boolean;
  /** The personal secret, in the one answer that makes it. */
  readonly secret?: string | undefined;
  readonly notice?: AccountNotice | undefined;
  readonly problem?: AccountProblem | undefined;
  readonly retryAfterSeconds?: number | undefined;
}
