import { z } from 'zod';
import { type Instant, id, oneOrLone, text, userId, wireInstant } from './fields.ts';
import { leastType, type RoleTypeWire, type RoleWire, roleTypeWire, roleWire } from './role.ts';

/** A client; `secret` only for the client's own JWT, else `""`. Several redirect URIs are joined by `|`. */
export interface ClientWire {
  readonly id: number;
  readonly fullname: string;
  readonly secret: string;
  readonly redirect_uri: string;
  readonly user_id: string;
  readonly status: 'active' | 'disabled';
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

export const clientWire: z.ZodType<ClientWire> = z
  .object({
    id,
    fullname: z.string(),
    secret: z.string().describe('Empty but for the client’s own JWT.'),
    redirect_uri: z.string().describe('Several are joined by `|`.'),
    user_id: z.string(),
    status: z.enum(['active', 'disabled']),
    created_at: wireInstant,
    updated_at: wireInstant,
  })
  .meta({ id: 'Client' });

const REDIRECT_URIS = 50 * 2049;

/** The body of `POST /client`. */
export interface NewClientWire {
  readonly fullname: string;
  readonly redirect_uri: string;
}

export const newClientWire: z.ZodType<NewClientWire> = oneOrLone(
  z
    .object({ fullname: text(1, 128), redirect_uri: text(0, REDIRECT_URIS).default('').describe('Several are joined by `|`.') })
    .meta({ id: 'NewClient' }),
);

/** A client that was made, with its secret, which is shown this once. */
export interface MadeClientWire {
  readonly id: number;
  readonly fullname: string;
  readonly secret: string;
  readonly redirect_uri: string;
  readonly created_by: string;
  readonly root_role_id: number;
  readonly root_role_name: string;
}

export const madeClientWire: z.ZodType<MadeClientWire> = z
  .object({
    id,
    fullname: z.string(),
    secret: z.string(),
    redirect_uri: z.string(),
    created_by: z.string(),
    root_role_id: id,
    root_role_name: z.string(),
  })
  .meta({ id: 'MadeClient', description: 'A client that was made, with its secret, shown this once.' });

/** The body of `PUT /client`; what is absent stays. */
export interface ClientChangeWire {
  readonly fullname?: string | undefined;
  readonly redirect_uri?: string | undefined;
}

export const clientChangeWire: z.ZodType<ClientChangeWire> = oneOrLone(
  z
    .object({ fullname: text(1, 128).optional(), redirect_uri: text(0, REDIRECT_URIS).optional() })
    .meta({ id: 'ClientChange', description: 'What is absent stays.' }),
);

/** The answer of `PUT /client`. */
export const changedClientWire: z.ZodType<{ id: number; fullname: string; redirect_uri: string }> = z
  .object({
    id,
    fullname: z.string(),
    redirect_uri: z.string(),
  })
  .meta({ id: 'ChangedClient' });

/** The body of `POST /client/clone`: the name is the other's with `-copy` unless it is given. */
export const cloneWire: z.ZodType<ClientChangeWire | undefined> = clientChangeWire.optional();

/** The body of `PUT /client/secret`: for how long the old secret stays valid, in seconds, a week at most. */
export const secretChangeWire: z.ZodType<{ readonly keep_old_seconds?: number | undefined } | undefined> = oneOrLone(
  z
    .object({
      keep_old_seconds: z.int().min(0).max(604_800).optional().describe('For how many seconds the old secret stays valid.'),
    })
    .meta({ id: 'SecretChange' }),
).optional();

/** A client's new secret, shown this once. */
export const clientSecretWire: z.ZodType<{ id: number; secret: string }> = z
  .object({ id, secret: z.string() })
  .meta({ id: 'ClientSecret', description: 'Shown this once.' });

/** The answer of `PUT /client/status/:status`. */
export const clientStatusWire: z.ZodType<{ id: number; status: 'active' | 'disabled' }> = z
  .object({
    id,
    status: z.enum(['active', 'disabled']),
  })
  .meta({ id: 'ClientStatus' });

/** A client in which the user that is asked about has roles. */
export interface UserClientWire {
  readonly id: number;
  readonly fullname: string;
  readonly redirect_uri: string;
  readonly created_by: string;
  readonly roles: readonly RoleWire[];
}

export const userClientsWire: z.ZodType<readonly UserClientWire[]> = z.array(
  z
    .object({ id, fullname: z.string(), redirect_uri: z.string(), created_by: z.string(), roles: z.array(roleWire) })
    .meta({ id: 'UserClient', description: 'A client in which the user that is asked about has roles.' }),
);

/** The query of `GET /userClients`. */
export interface UserClientsQuery {
  readonly user_id?: string | undefined;
  readonly role_type?: RoleTypeWire | '' | undefined;
}

export const userClientsQuery: z.ZodType<UserClientsQuery> = z.object({
  user_id: userId.optional().describe('Nobody but the caller, who is asked about when absent.'),
  role_type: leastType,
});

/** A client as everybody may know it, with whom to ask for a role in it. */
export interface KnownClientWire {
  readonly id: number;
  readonly fullname: string;
  readonly created_by: string;
  readonly users: readonly { readonly id: string; readonly fullname: string; readonly role_type: RoleTypeWire }[];
}

export const allClientsWire: z.ZodType<readonly KnownClientWire[]> = z.array(
  z
    .object({
      id,
      fullname: z.string(),
      created_by: z.string(),
      users: z.array(
        z.object({ id: z.string(), fullname: z.string(), role_type: roleTypeWire }).meta({ id: 'RootAdministrator' }),
      ),
    })
    .meta({ id: 'KnownClient', description: 'A client as everybody may know it, with whom to ask for a role in it.' }),
);
