import type { Client, ClientChanges } from '../../../oauth/client/client.ts';
import { type ClientMetadata, DEFAULT_METADATA } from '../../../oauth/client/metadata/client-metadata.ts';
import type { ColumnsOf } from '../changes.ts';
import type { ClientRow } from '../tables/oauth-tables.ts';

/** Where what may be changed of a client is kept. */
export const CLIENT_CHANGE_COLUMNS: ColumnsOf<ClientChanges> = {
  fullname: 'fullname',
  status: 'status',
  sealedSecret: 'sealed_secret',
  sealedOldSecret: 'sealed_old_secret',
  oldSecretExpiresAt: 'old_secret_expires_at',
  redirectUris: 'redirect_uris',
  owner: 'owner',
  grantTypes: 'grant_types',
  scope: 'scope',
  defaultScope: 'default_scope',
  authenticationMethod: 'authentication_method',
  requirePkce: 'require_pkce',
  consent: 'consent',
  refuseJwtReplay: 'refuse_jwt_replay',
  refreshGraceSeconds: 'refresh_grace_seconds',
  rights: 'rights',
  metadata: 'metadata',
};

/** A client as it is stored. */
export function clientRow(client: Client): ClientRow {
  return {
    id: client.id,
    fullname: client.fullname,
    status: client.status,
    sealed_secret: client.sealedSecret,
    sealed_old_secret: client.sealedOldSecret,
    old_secret_expires_at: client.oldSecretExpiresAt,
    redirect_uris: JSON.stringify(client.redirectUris),
    owner: client.owner,
    grant_types: JSON.stringify(client.grantTypes),
    scope: client.scope,
    default_scope: client.defaultScope,
    authentication_method: client.authenticationMethod,
    require_pkce: Number(client.requirePkce),
    consent: client.consent,
    refuse_jwt_replay: Number(client.refuseJwtReplay),
    refresh_grace_seconds: client.refreshGraceSeconds,
    rights: JSON.stringify(client.rights),
    metadata: JSON.stringify(client.metadata),
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  };
}

/** A stored client. */
export function clientOf(row: ClientRow): Client {
  return {
    id: row.id,
    fullname: row.fullname,
    status: row.status,
    sealedSecret: row.sealed_secret,
    sealedOldSecret: row.sealed_old_secret,
    oldSecretExpiresAt: row.old_secret_expires_at,
    redirectUris: listOf<string>(row.redirect_uris),
    owner: row.owner,
    grantTypes: listOf<Client['grantTypes'][number]>(row.grant_types),
    scope: row.scope,
    defaultScope: row.default_scope,
    authenticationMethod: row.authentication_method,
    requirePkce: row.require_pkce === 1,
    consent: row.consent,
    refuseJwtReplay: row.refuse_jwt_replay === 1,
    refreshGraceSeconds: row.refresh_grace_seconds,
    rights: listOf<Client['rights'][number]>(row.rights),
    // Rows from before a member existed hold its default.
    metadata: { ...DEFAULT_METADATA, ...(JSON.parse(row.metadata) as Partial<ClientMetadata>) },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function listOf<T extends string>(json: string): readonly T[] {
  return JSON.parse(json) as T[];
}
