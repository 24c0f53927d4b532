import type { Client, ClientStore } from '../../client/client.ts';
import { canonicalResource, isSameResource } from '../../client/resource-indicator.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';

/** Each may cost a look-up, before anybody has proven anything. */
const MOST_RESOURCES = 10;

/** A resource that exists: one that a client serves, or this server itself. */
export interface KnownResource {
  /** As its resource server spells it. */
  readonly uri: string;
  /** The client that serves it; `undefined`: this server's own APIs, named by the issuer. */
  readonly server: Client | undefined;
}

/** Where resources are looked up, and for whom. */
export interface ResourceDirectory {
  /** The client that is to get the token. */
  readonly asker: Client;
  readonly clients: Pick<ClientStore, 'find' | 'findResourceOwner'>;
  /** The issuer: it names this server's own APIs. */
  readonly issuer: string;
}

/**
 * The resources that a request names by `resource` (RFC 8707 §2), each once. Throws `invalid_target` for what is no absolute URI, has
 * a fragment, or is served by nobody.
 */
export async function namedResources(parameters: RequestParameters, directory: ResourceDirectory): Promise<KnownResource[]> {
  const named = parameters.all('resource');
  if (named.length > MOST_RESOURCES) throw new OAuthError('invalid_target', 'more than 10 resources are named');
  const known = new Map<string, KnownResource>();
  for (const text of named) {
    const uri = canonicalResource(text);
    if (uri === undefined) {
      throw new OAuthError('invalid_target', 'a resource must be an absolute URI of printable ASCII without a fragment');
    }
    known.set(uri, await findResource(uri, directory));
  }
  return [...known.values()];
}

/**
 * The resource of a canonical URI. Throws `invalid_target` when nobody serves it, or a client that is disabled, or when the asker
 * was not allowed it: else a client would learn what its users are elsewhere, and get tokens that look made for it there.
 */
export async function findResource(uri: string, { asker, clients, issuer }: ResourceDirectory): Promise<KnownResource> {
  if (isSameResource(uri, issuer)) return { uri: issuer, server: undefined };
  const owner = await clients.findResourceOwner(uri);
  const server = owner === undefined ? undefined : await clients.find(owner);
  const spelled = server?.metadata.resource_indicators.find((indicator) => canonicalResource(indicator) === uri);
  if (server?.status !== 'active' || spelled === undefined)
    throw new OAuthError('invalid_target', 'a resource is not known here');
  if (!mayAskFor(asker, server, uri)) throw new OAuthError('invalid_target', 'this client is not allowed to ask for a resource');
  return { uri: spelled, server };
}

function mayAskFor(asker: Client, server: Client, uri: string): boolean {
  return asker.id === server.id || asker.metadata.allowed_resources.some((allowed) => isSameResource(allowed, uri));
}
