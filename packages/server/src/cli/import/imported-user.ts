import { z } from 'zod';
import { isImportableHash } from '../../identity/credentials/hashing/stored-hash.ts';
import type { UserStatus, UserType } from '../../identity/user/user.ts';
import { IN_WORDS } from '../operations/problem-wording.ts';

/** A user as one row of a file tells of them. What is absent is the default of a new user, and says nothing about one who exists. */
export interface ImportedUser {
  readonly id: string;
  /** The id when a new user has none. */
  readonly fullname?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly wechat?: string | undefined;
  readonly type?: UserType | undefined;
  readonly dn?: string | undefined;
  readonly organization?: string | undefined;
  readonly status?: UserStatus | undefined;
  readonly password_hash?: string | undefined;
  readonly must_change_password?: boolean | undefined;
}

// Ids, lengths and addresses are checked where every user is made; here only what a text must be turned into.
const COLUMNS = {
  id: z.string(),
  fullname: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  wechat: z.string().optional(),
  type: z.enum(['system', 'ldap', 'special']).optional(),
  dn: z.string().optional(),
  organization: z.string().optional(),
  status: z.enum(['active', 'frozen', 'delete']).optional(),
  password_hash: z.string().refine(isImportableHash, 'must be an argon2 or bcrypt hash, as it is or in base64').optional(),
  must_change_password: z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).optional(),
} as const;

const USER: z.ZodType<ImportedUser> = z.strictObject(COLUMNS);

/** The columns that a file may have. */
export const USER_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/** A row as it was read, or what is wrong with it, by column; values are not repeated. */
export type ReadUser =
  | { readonly ok: true; readonly user: ImportedUser }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the texts of a row, by column. */
export function readImportedUser(texts: Readonly<Record<string, string>>): ReadUser {
  const parsed = USER.safeParse(texts, IN_WORDS);
  if (parsed.success) return { ok: true, user: parsed.data };
  return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`) };
}
