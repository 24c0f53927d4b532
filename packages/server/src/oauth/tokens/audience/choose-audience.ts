import type { Client } from '../../client/client.ts';
import { canonicalResource, isSameResource } from '../../client/resource-indicator.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import type { Audience } from './audience.ts';
import { findResource, type KnownResource, namedResources, type ResourceDirectory } from './known-resource.ts';

const OWN: Audience = { resources: [], server: null, jwtAlgorithm: null };

/**
 * What an access token is for (RFC 8707 §2.2): the resources that the token request names, else all that were granted. `granted`:
 * `any` where nobody granted a part of them. Throws `invalid_target` for what was not granted, and for resources of several servers
 * at once, since a token that one of them sees would then work at the others.
 */
export async function chooseAudience(
  parameters: RequestParameters,
  granted: readonly string[] | 'any',
  directory: ResourceDirectory,
): Promise<Audience> {
  // The usual request, in which nothing is looked up.
  if (!parameters.has('resource') && (granted === 'any' || granted.length === 0)) return OWN;
  const named = await namedResources(parameters, directory);
  for (const { uri } of named) if (!isGranted(uri, granted)) throw new OAuthError('invalid_target', 'a resource was not granted');
  return audienceOf(named.length > 0 || granted === 'any' ? named : await all(granted, directory));
}

/** The audience of a token that was issued before for these resources; `undefined` when nobody serves them any more. */
export async function storedAudience(resources: readonly string[], directory: ResourceDirectory): Promise<Audience | undefined> {
  if (resources.length === 0) return OWN;
  try {
    return audienceOf(await all(resources, directory));
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
}

function isGranted(uri: string, granted: readonly string[] | 'any'): boolean {
  return granted === 'any' || granted.some((other) => isSameResource(uri, other));
}

function all(uris: readonly string[], directory: ResourceDirectory): Promise<KnownResource[]> {
  return Promise.all(uris.map((uri) => findResource(canonicalResource(uri) ?? uri, directory)));
}

function audienceOf(resources: readonly KnownResource[]): Audience {
  const servers = new Set(resources.map(({ server }) => server?.id));
  if (servers.size > 1) {
    throw new OAuthError('invalid_target', 'an access token is for one resource server: name the resources of one');
  }
  const server = resources[0]?.server;
  return server === undefined
    ? OWN
    : { resources: resources.map(({ uri }) => uri), server: server.id, jwtAlgorithm: formatOf(server) };
}

function formatOf({ metadata }: Client): Audience['jwtAlgorithm'] {
  return metadata.access_token_format === 'jwt' ? metadata.access_token_signed_response_alg : null;
}
