import type { AuthorityStore, GroupStore } from '../authority/authority-store.ts';
import type { OneTimeLinkStore } from '../identity/credentials/one-time-link.ts';
import type { ThrottleStore } from '../identity/credentials/throttle-store.ts';
import type { SessionStore } from '../identity/session/session.ts';
import type { UserStore } from '../identity/user/user.ts';
import type { ClientStore } from '../oauth/client/client.ts';
import type { ReplayStore } from '../oauth/client-authentication/replay-store.ts';
import type { ConsentStore } from '../oauth/grant/consent.ts';
import type { DeviceCodeStore } from '../oauth/grant/device-code.ts';
import type { GrantStore } from '../oauth/grant/grant.ts';
import type { PushedRequestStore } from '../oauth/grant/pushed-request.ts';
import type { LogoutDeliveryStore } from '../oauth/logout/logout-delivery.ts';
import type { AccessTokenStore } from '../oauth/tokens/access-token.ts';
import type { AuthorizationCodeStore } from '../oauth/tokens/authorization-code.ts';
import type { RefreshTokenStore } from '../oauth/tokens/refresh-token.ts';
import type { AuditStore } from '../observability/audit.ts';
import type { FlowTraceStore } from '../observability/flow-recorder/flow-trace.ts';
import type { SigningKeyStore } from '../signing-keys/signing-key.ts';
import type { DatabaseFile } from './database-file.ts';
import type { ErasureStore } from './erasure-store.ts';
import type { ChangeFeed } from './memory/change-feed.ts';
import type { VerificationStore } from './verification-store.ts';

/** Facts about this installation, by name: the id of the at-rest key, for one. */
export interface InstanceStore {
  find(name: string): Promise<string | undefined>;
  /** Answers the value that is stored afterwards: the given one, or the one that was there first. */
  putIfAbsent(name: string, value: string): Promise<string>;
}

/** Tells other processes on the same database; nothing on a database that is one process's own. */
export interface AnnouncementStore {
  /** Whoever follows the feed hears `text`, at most 7,000 bytes, once the unit of work is committed, and before it is acknowledged or soon after. */
  announce(text: string): Promise<void>;
}

/** How much was ended when a backup was restored. */
export interface EndedByRestore {
  readonly links: number;
  readonly codes: number;
  readonly sessions: number;
  /** Of users, with their tokens. */
  readonly grants: number;
  /** That clients were issued for themselves. */
  readonly client_tokens: number;
}

/** A membership of which was written down that it ended when it expired. */
export interface EndedMembership {
  readonly clientId: number;
  readonly roleId: number;
  readonly userId: string;
}

/** Removal of rows that nobody can use any more. */
export interface HousekeepingStore {
  /** Deletes at most `limit` rows; answers how many, so that the caller goes on while it is not 0. */
  deleteExpired(now: number, limit: number): Promise<number>;
  /**
   * Writes down that memberships of one client ended when they expired, at most `limit`, in the client's turn; answers
   * which, so that the caller goes on while there are any.
   */
  endExpiredMemberships(now: number, limit: number): Promise<readonly EndedMembership[]>;
  /** What `trimHistory` is asked about, after `after`, ascending: the clients with an authority, and 0 for the people. */
  histories(after: number, limit: number): Promise<number[]>;
  /**
   * Deletes what ended before `before` in one client, or for 0 who was in groups and who was not active; at most `limit` rows
   * of a kind. Answers how many rows; moments before `before` can no longer be asked about.
   */
  trimHistory(clientId: number, before: number, limit: number): Promise<number>;
  /**
   * Ends what may have been used after the backup that this database is: one-time links and codes, and sessions and grants unless
   * they are kept. Epochs skip ahead, so that none from after the backup names another state.
   */
  endIssued(now: number, keepSessions: boolean): Promise<EndedByRestore>;
}

/** Everything that can be asked of the database. It exists only inside a unit of work. */
export interface Stores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly throttles: ThrottleStore;
  readonly oneTimeLinks: OneTimeLinkStore;
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly consents: ConsentStore;
  readonly codes: AuthorizationCodeStore;
  readonly deviceCodes: DeviceCodeStore;
  readonly pushedRequests: PushedRequestStore;
  readonly logouts: LogoutDeliveryStore;
  readonly accessTokens: AccessTokenStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly replays: ReplayStore;
  readonly authority: AuthorityStore;
  readonly groups: GroupStore;
  readonly signingKeys: SigningKeyStore;
  readonly audit: AuditStore;
  readonly flows: FlowTraceStore;
  readonly instance: InstanceStore;
  readonly announcements: AnnouncementStore;
  readonly erasure: ErasureStore;
  readonly housekeeping: HousekeepingStore;
  readonly verification: VerificationStore;
}

/** A database. */
export interface Storage {
  /** `undefined` when the database is no file of this process: it has tools of its own. */
  readonly file?: DatabaseFile | undefined;
  /** What other processes announce; `undefined` when the database is this process's own. */
  readonly feed?: ChangeFeed | undefined;
  /**
   * Runs `work` atomically and resolves once what it wrote is durable. When `work` throws, nothing of it stays, so a
   * refusal that must leave a trace is returned. Inside, await nothing but the stores, since others share the commit, and
   * have no effect but through them: where it is in another's way, `work` may be run again.
   */
  transact<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Runs `work` on committed data; a write inside it fails. */
  read<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /**
   * Runs `work` on what is committed when it first reads, whatever is written meanwhile. It may take long and await anything,
   * and holds up nobody; a write inside it fails.
   */
  snapshot<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Resolves when the database answers; rejects otherwise. */
  ping(): Promise<void>;
  /** Waits for the units of work that were accepted, then closes. */
  close(): Promise<void>;
}

/**
 * The database cannot answer now (full, locked, unreachable), and a later try may succeed. Nothing was changed; unless the
 * connection was lost during a commit, when all of it may be there, never a part.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
