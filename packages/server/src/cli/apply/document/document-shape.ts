import { z } from 'zod';
import { isImportableHash } from '../../../identity/credentials/hashing/stored-hash.ts';
import type { UserStatus, UserType } from '../../../identity/user/user.ts';
import { CLIENT_SHAPE, type ClientInput } from '../../operations/client-input.ts';
import { AUTHORITY_SHAPE, type AuthorityInput, GROUP_SHAPE, type GroupInput, type Shape } from './authority-document.ts';

/** A user of a document. What is absent stays as it is, or is the default of a new one. */
export interface UserInput {
  readonly id: string;
  /** The id when a new user has none. */
  readonly fullname?: string | undefined;
  readonly email?: string | undefined;
  readonly wechat?: string | undefined;
  readonly phone?: string | undefined;
  readonly type?: UserType | undefined;
  readonly dn?: string | undefined;
  readonly organization?: string | undefined;
  readonly password?: string | undefined;
  readonly password_hash?: string | undefined;
  readonly must_change_password?: boolean | undefined;
  readonly status?: UserStatus | undefined;
  readonly system_administrator?: boolean | undefined;
}

/** A client of a document, with its authority. */
export interface AppliedClient extends ClientInput, AuthorityInput {}

/** What an export left out, which must be supplied for those who are not there yet. */
export interface MissingInput {
  /** Ids of users who had a password. */
  readonly passwords?: readonly string[] | undefined;
  /** Ids of clients that had a secret. */
  readonly client_secrets?: readonly number[] | undefined;
}

/** What `apply` brings about. A list that is absent is not looked at, not even with `--prune`. */
export interface ApplyDocument {
  readonly missing?: MissingInput | undefined;
  readonly users?: readonly UserInput[] | undefined;
  readonly groups?: readonly GroupInput[] | undefined;
  readonly clients?: readonly AppliedClient[] | undefined;
}

const TEXT = z.string().max(4096);

/** The members of `UserInput`; what they may hold is checked where users are administered. */
export const USER_SHAPE: Shape<UserInput> = {
  id: TEXT,
  fullname: TEXT.optional(),
  email: TEXT.optional(),
  wechat: TEXT.optional(),
  phone: TEXT.optional(),
  type: z.enum(['system', 'ldap', 'special']).optional(),
  dn: TEXT.optional(),
  organization: TEXT.optional(),
  password: TEXT.optional(),
  password_hash: TEXT.refine(isImportableHash, 'must be an argon2 or bcrypt hash, as it is or in base64').optional(),
  must_change_password: z.boolean().optional(),
  status: z.enum(['active', 'frozen', 'delete']).optional(),
  system_administrator: z.boolean().optional(),
};

/** The members of `MissingInput`. */
export const MISSING_SHAPE: Shape<MissingInput> = {
  passwords: z.array(TEXT).optional(),
  client_secrets: z.array(z.int()).optional(),
};

/** The members of `ApplyDocument`. */
export const DOCUMENT_SHAPE: Shape<ApplyDocument> = {
  missing: z.strictObject(MISSING_SHAPE).optional(),
  users: z.array(z.strictObject(USER_SHAPE)).optional(),
  groups: z.array(z.strictObject(GROUP_SHAPE)).optional(),
  clients: z.array(z.strictObject({ ...CLIENT_SHAPE, ...AUTHORITY_SHAPE })).optional(),
};
