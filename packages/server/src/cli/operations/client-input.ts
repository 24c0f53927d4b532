import { z } from 'zod';
import type { Client, ClientAuthenticationMethod, ClientRight, ConsentRule, GrantType } from '../../oauth/client/client.ts';
import type { ClientDraft } from '../../oauth/client/client-draft.ts';
import { AUTHENTICATION_METHODS, GRANT_TYPES } from '../../oauth/client/client-profile.ts';

/** A client in an operator's words, as `apply` and the command line take it; what is absent stays or is the default. */
export interface ClientInput extends MetadataInput {
  readonly id?: number | undefined;
  readonly fullname?: string | undefined;
  readonly secret?: string | undefined;
  readonly status?: Client['status'] | undefined;
  readonly redirect_uris?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly grant_types?: readonly GrantType[] | undefined;
  readonly scope?: string | null | undefined;
  readonly default_scope?: string | null | undefined;
  readonly token_endpoint_auth_method?: ClientAuthenticationMethod | null | undefined;
  readonly require_pkce?: boolean | undefined;
  readonly consent?: ConsentRule | undefined;
  readonly refuse_jwt_replay?: boolean | undefined;
  readonly refresh_grace_seconds?: number | undefined;
  readonly rights?: readonly ClientRight[] | undefined;
}

import { METADATA_SHAPE, type MetadataInput, metadataOf } from './client-metadata-input.ts';

const TEXT = z.string().max(4096);

/** The members of `ClientInput`; what they may hold is checked where clients are registered. */
export const CLIENT_SHAPE: { readonly [Member in keyof ClientInput]-?: z.ZodType<ClientInput[Member]> } = {
  id: z.int().min(1).optional(),
  fullname: TEXT.optional(),
  secret: TEXT.optional(),
  status: z.enum(['active', 'disabled']).optional(),
  redirect_uris: z.array(TEXT).max(1000).optional(),
  owner: TEXT.optional(),
  grant_types: z.array(z.enum(GRANT_TYPES)).optional(),
  scope: TEXT.nullable().optional(),
  default_scope: TEXT.nullable().optional(),
  token_endpoint_auth_method: z.enum(AUTHENTICATION_METHODS).nullable().optional(),
  require_pkce: z.boolean().optional(),
  consent: z.enum(['always', 'once', 'never']).optional(),
  refuse_jwt_replay: z.boolean().optional(),
  refresh_grace_seconds: z.int().optional(),
  rights: z.array(z.enum(['users', 'check_password', 'create_clients'])).optional(),
  ...METADATA_SHAPE,
};

/** The shape of `ClientInput`. */
export const CLIENT_INPUT: z.ZodType<ClientInput> = z.strictObject(CLIENT_SHAPE);

const { id: _id, secret: _secret, ...CHANGEABLE } = CLIENT_SHAPE;

/** The members of a client that may be changed: all but its id, and its secret, which is rotated. */
export const CHANGED_MEMBERS: z.ZodType<ClientInput> = z.strictObject(CHANGEABLE);

/** The names of the members that may be changed. */
export const CHANGEABLE_MEMBERS: readonly string[] = Object.keys(CHANGEABLE);

/** The draft that an input stands for; an empty scope is none. */
export function draftOf(input: ClientInput): ClientDraft {
  return {
    fullname: input.fullname,
    status: input.status,
    redirectUris: input.redirect_uris,
    owner: input.owner,
    grantTypes: input.grant_types,
    scope: input.scope === '' ? null : input.scope,
    defaultScope: input.default_scope === '' ? null : input.default_scope,
    authenticationMethod: input.token_endpoint_auth_method,
    requirePkce: input.require_pkce,
    consent: input.consent,
    refuseJwtReplay: input.refuse_jwt_replay,
    refreshGraceSeconds: input.refresh_grace_seconds,
    rights: input.rights,
    metadata: metadataOf(input),
  };
}
