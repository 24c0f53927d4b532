/** contract/authority.md §1: a frozen or deleted user signs in nowhere, and their sessions and tokens are dead. */
export type UserStatus = 'active' | 'frozen' | 'delete';

/** Where a user comes from. */
export type UserType = 'system' | 'ldap' | 'special';

/** A person. Times are milliseconds since 1970. */
export interface User {
  readonly id: string;
  readonly fullname: string;
  readonly email: string;
  readonly wechat: string;
  readonly phone: string;
  readonly type: UserType;
  readonly dn: string;
  readonly organization: string;
  readonly status: UserStatus;
  /** An encoded argon2id (or imported bcrypt) hash; `null` for a user who cannot sign in by password. */
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  /** When the password was last set; a rehash of the same one does not count. */
  readonly passwordSetAt: number;
  readonly systemAdministrator: boolean;
  /** The personal secret for command lines, sealed under the at-rest key; `null` when none was made. */
  readonly sealedSecret: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What of a user may be changed; the id never. */
export type UserChanges = Partial<Omit<User, 'id' | 'createdAt' | 'updatedAt'>>;

/** What a list of users is narrowed by. `after` is the last id of the page before; at most `limit` users are answered. */
export interface UserFilter {
  readonly after?: string;
  readonly status?: UserStatus;
  readonly limit: number;
}

/** What users are looked for by: parts of an id and of a name, in any case; the deleted only when `status` says so. */
export interface UserSearch {
  readonly id?: string | undefined;
  readonly fullname?: string | undefined;
  readonly status?: UserStatus | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Users, by id; ids are compared after case folding (contract/authority.md §1). */
export interface UserStore {
  find(id: string): Promise<User | undefined>;
  /** Those of these ids, however they are spelled, who exist; each once, in no order. */
  findMany(ids: Iterable<string>): Promise<User[]>;
  list(filter: UserFilter): Promise<User[]>;
  /** At most `limit` users after the first `offset`, by id, and how many there are in all. */
  search(search: UserSearch): Promise<{ readonly total: number; readonly users: User[] }>;
  /** `exists` also when the id was a user's who was erased: it is never given out again. */
  insert(user: User): Promise<'inserted' | 'exists'>;
  /** Whether the id was a user's who was erased, or is being erased. */
  wasErased(id: string): Promise<boolean>;
  update(id: string, changes: UserChanges, now: number): Promise<'updated' | 'unknown'>;
  /** Stores a rehash of the same password; does nothing when the hash was changed meanwhile. */
  rehash(id: string, from: string, to: string): Promise<void>;
  /**
   * Until the unit of work ends, no other one that takes this user's turn goes on. Who begins or ends what rests on a user (a
   * session, a grant, a consent, a password) takes it before looking at them: so nothing begins on what ends meanwhile.
   */
  takeTurn(id: string): Promise<void>;
  /**
   * The same for who is a system administrator: who may change their number takes this turn before looking at anyone, and
   * before a user's own; so two which race cannot each take away the other's last but one.
   */
  takeAdministratorsTurn(): Promise<void>;
  /** How many active users are system administrators. */
  countAdministrators(): Promise<number>;
}

/** How the audit table and history call those who are no users (`AuditOrigin`). */
const NO_USERS: ReadonlySet<string> = new Set(['system', 'anonymous']);

/**
 * contract/authority.md §1: `[A-Za-z0-9_-]{1,64}`, ids beginning `client-` being reserved. So are `system` and `anonymous`, in
 * any case: nobody may act under the operator's name.
 */
export function isUserId(value: string): boolean {
  const folded = foldUserId(value);
  return /^[A-Za-z0-9_-]{1,64}$/.test(value) && !folded.startsWith('client-') && !NO_USERS.has(folded);
}

/** Far longer than any user id; what is longer is no name, and normalising it could take quadratic time. */
const LONGEST_NAME = 256;
const NO_NAME = '*';

/**
 * The form under which a user id is unique, and under which everything counted per user is counted. All that is far too
 * long to be one has the same form, which no user has.
 */
export function foldUserId(id: string): string {
  if (id.length > LONGEST_NAME) return NO_NAME;
  return id.normalize('NFKC').toLowerCase();
}
