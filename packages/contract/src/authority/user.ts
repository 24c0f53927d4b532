import { z } from 'zod';
import { dryRun, type Instant, oneOrLone, optionalText, queryId, text, userId, wireInstant } from './fields.ts';
import { type PageQuery, type PageWire, pageQuery, pageWire } from './paging.ts';
import { type RoleTypeWire, roleTypeWire } from './role.ts';

/** A user, never with a password or a secret (contract/authority.md §5). */
export interface UserWire {
  readonly id: string;
  readonly fullname: string;
  readonly email: string;
  readonly wechat: string;
  readonly phone: string;
  readonly type: string;
  readonly dn: string;
  readonly organization: string;
  readonly status: string;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

const USER = {
  id: z.string(),
  fullname: z.string(),
  email: z.string(),
  wechat: z.string(),
  phone: z.string(),
  type: z.string(),
  dn: z.string(),
  organization: z.string(),
  status: z.string(),
  created_at: wireInstant,
  updated_at: wireInstant,
};

export const userWire: z.ZodType<UserWire> = z
  .object(USER)
  .meta({ id: 'User', description: 'A user, never with a password or a secret; what the caller may not see is empty.' });

/** The answer of `GET /user`: the user, or, with `client_id`, the users of that client. */
export const userOrUsersWire: z.ZodType<UserWire | readonly UserWire[]> = z.union([userWire, z.array(userWire)]);

/** The query of `GET /user`. */
export const userQuery: z.ZodType<{ readonly client_id?: number | undefined }> = z.object({
  client_id: queryId.optional().describe('A client, whose users are answered instead of the caller.'),
});

/** A user with the roles they are in directly or by a group, in the client that is asked about. */
export interface ListedUserWire extends UserWire {
  readonly roles: readonly { readonly id: number; readonly name: string; readonly role_type: RoleTypeWire }[];
}

export const listedUserWire: z.ZodType<ListedUserWire> = z
  .object({
    ...USER,
    roles: z.array(z.object({ id: z.int(), name: z.string(), role_type: roleTypeWire }).meta({ id: 'HeldRole' })),
  })
  .meta({ id: 'ListedUser', description: 'A user with the roles they are in, directly or by a group, in the client.' });

export const listedUsersWire: z.ZodType<PageWire<ListedUserWire>> = pageWire(listedUserWire).meta({ id: 'UserPage' });

/** The query of `GET /users`: parts of an id and of a name, in any case, and a status. */
export interface UsersQuery extends PageQuery {
  readonly id?: string | undefined;
  readonly fullname?: string | undefined;
  readonly status?: 'active' | 'frozen' | 'delete' | undefined;
}

const statusWire = z.enum(['active', 'frozen', 'delete']);

export const usersQuery: z.ZodType<UsersQuery> = z.object({
  ...pageQuery,
  id: text(1, 64).optional().describe('Part of a user id, in any case.'),
  fullname: text(1, 128).optional().describe('Part of a name, in any case.'),
  status: statusWire.optional().describe('Only users of this status.'),
});

/** A user to choose as a member. */
export const candidateWire: z.ZodType<{ id: string; fullname: string; type: string }> = z
  .object({
    id: z.string(),
    fullname: z.string(),
    type: z.string(),
  })
  .meta({ id: 'Candidate', description: 'A user to choose as a member.' });

export const candidatesWire: z.ZodType<PageWire<{ id: string; fullname: string; type: string }>> = pageWire(candidateWire).meta({
  id: 'CandidatePage',
});

const PROFILE = {
  email: optionalText(254),
  wechat: optionalText(128),
  phone: optionalText(64),
  type: z.enum(['system', 'ldap', 'special']).default('system'),
  dn: optionalText(1024),
  organization: optionalText(255),
};

/** The body of `POST /users`. A password, where given, must be changed at the first sign-in. */
export const newUserWire: z.ZodType<{
  readonly id: string;
  readonly fullname: string;
  readonly email: string;
  readonly wechat: string;
  readonly phone: string;
  readonly type: 'system' | 'ldap' | 'special';
  readonly dn: string;
  readonly organization: string;
  readonly status: 'active' | 'frozen' | 'delete';
  readonly password?: string | undefined;
}> = oneOrLone(
  z
    .object({
      id: userId,
      fullname: text(1, 128),
      ...PROFILE,
      status: statusWire.default('active'),
      password: text(1, 4096).optional().describe('To be changed at the first sign-in.'),
    })
    .meta({ id: 'NewUser' }),
);

/** The body of `PUT /users/:id`; what is absent stays. The status has a call of its own. */
export const userChangeWire: z.ZodType<{
  readonly id?: string | undefined;
  readonly fullname?: string | undefined;
  readonly email?: string | undefined;
  readonly wechat?: string | undefined;
  readonly phone?: string | undefined;
  readonly type?: 'system' | 'ldap' | 'special' | undefined;
  readonly dn?: string | undefined;
  readonly organization?: string | undefined;
  readonly password?: string | undefined;
}> = oneOrLone(
  z
    .object({
      id: userId.optional(),
      fullname: text(1, 128).optional(),
      email: text(0, 254).optional(),
      wechat: text(0, 128).optional(),
      phone: text(0, 64).optional(),
      type: z.enum(['system', 'ldap', 'special']).optional(),
      dn: text(0, 1024).optional(),
      organization: text(0, 255).optional(),
      password: text(1, 4096).optional(),
    })
    .meta({ id: 'UserChange', description: 'What is absent stays.' }),
);

/** The query of `PUT /users/:id/status/:status`. */
export const userStatusQuery: z.ZodType<{ readonly dry_run?: boolean | undefined }> = z.object({ dry_run: dryRun });

/** The body of `POST /user/auth`, JSON or a form. */
export const passwordCheckWire: z.ZodType<{ readonly username: string; readonly password: string }> = oneOrLone(
  z.object({ username: text(1, 256), password: text(1, 4096) }).meta({ id: 'PasswordCheck' }),
);

const TEXT = { shownAs: { type: 'string' } };

/** The query of `GET /user/check`: whatever it holds, the answer is `true` or `false`. */
export const tokenCheckQuery: z.ZodType<{
  readonly access_token?: unknown;
  readonly client_id?: unknown;
  readonly user_id?: unknown;
}> = z.object({
  access_token: z.unknown().optional().describe('The token to check.').meta(TEXT),
  client_id: z.unknown().optional().describe('The client it must be for.').meta(TEXT),
  user_id: z.unknown().optional().describe('The user it must be of.').meta(TEXT),
});

/** A personal secret, shown this once. */
export const personalSecretWire: z.ZodType<{ secret: string }> = z
  .object({ secret: z.string() })
  .meta({ id: 'PersonalSecret', description: 'Shown this once.' });
