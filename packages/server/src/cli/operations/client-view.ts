import type { Client } from '../../oauth/client/client.ts';
import { parseClientId } from '../../oauth/client/client-id.ts';
import type { ClientProblem } from '../../oauth/client/client-problem.ts';
import type { ClientOutcome, Registration } from '../../oauth/client/client-registration.ts';
import type { ClientMetadata } from '../../oauth/client/metadata/client-metadata.ts';
import type { Stores } from '../../storage/storage.ts';
import { type OperationContext, OperationRefused, operatorAct } from './operation.ts';

/** A client as the operator sees it; never its secret. Times are RFC 3339. */
export interface ClientView extends ClientMetadata {
  readonly id: number;
  readonly fullname: string;
  readonly status: string;
  readonly redirect_uris: readonly string[];
  readonly owner: string;
  readonly grant_types: readonly string[];
  readonly scope: string | null;
  readonly default_scope: string | null;
  readonly token_endpoint_auth_method: string | null;
  readonly require_pkce: boolean;
  readonly consent: string;
  readonly refuse_jwt_replay: boolean;
  readonly refresh_grace_seconds: number;
  readonly rights: readonly string[];
  readonly has_secret: boolean;
  /** Until when the secret before the last rotation works; `null` when there is none. */
  readonly old_secret_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What the operator is shown of a client. */
export function clientView(client: Client): ClientView {
  return {
    id: client.id,
    fullname: client.fullname,
    status: client.status,
    redirect_uris: client.redirectUris,
    owner: client.owner,
    grant_types: client.grantTypes,
    scope: client.scope,
    default_scope: client.defaultScope,
    token_endpoint_auth_method: client.authenticationMethod,
    require_pkce: client.requirePkce,
    consent: client.consent,
    refuse_jwt_replay: client.refuseJwtReplay,
    refresh_grace_seconds: client.refreshGraceSeconds,
    rights: client.rights,
    ...client.metadata,
    has_secret: client.sealedSecret !== null,
    old_secret_until: client.sealedOldSecret === null ? null : new Date(client.oldSecretExpiresAt).toISOString(),
    created_at: new Date(client.createdAt).toISOString(),
    updated_at: new Date(client.updatedAt).toISOString(),
  };
}

/** A client that was made or changed; a secret that was generated is shown this once. */
export interface ChangedClient {
  readonly client: ClientView;
  readonly changed: boolean;
  readonly generated_secret: string | null;
  readonly warnings: readonly string[];
}

/** The result of an outcome. Throws `OperationRefused` when it is a refusal, which undoes the unit of work it is thrown in. */
export function acceptedClient(outcome: ClientOutcome): ChangedClient {
  if (!outcome.ok) throw new OperationRefused(outcome.problems.map(clientProblemText));
  const { client, changed, generatedSecret, warnings } = outcome;
  return { client: clientView(client), changed, generated_secret: generatedSecret ?? null, warnings };
}

/** A problem of a client in words. */
export function clientProblemText({ member, reason }: ClientProblem): string {
  return `${member}: ${reason}`;
}

/** Registration by the operator, in the unit of work at hand. */
export function operatorRegistration(context: OperationContext, stores: Stores): Registration {
  return { stores, keys: context.keys, ...operatorAct(context) };
}

/** The client that is meant by an id or else a name. Throws `OperationRefused` when there is none. */
export async function findClient(stores: Stores, reference: string): Promise<Client> {
  const id = parseClientId(reference);
  const client = (id === undefined ? undefined : await stores.clients.find(id)) ?? (await stores.clients.findByName(reference));
  if (client === undefined) throw new OperationRefused(['there is no such client']);
  return client;
}
