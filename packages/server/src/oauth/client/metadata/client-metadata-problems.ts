import type { Client } from '../client.ts';
import type { ClientProblem } from '../client-problem.ts';
import { checkRedirectUri } from '../redirect-uri-registration.ts';
import { canonicalResource } from '../resource-indicator.ts';
import { checkJwks } from './client-jwks.ts';
import { hasKeyFor } from './client-keys.ts';
import type { ClientMetadata } from './client-metadata.ts';

const MAXIMUM_URIS = 50;

/** What metadata is judged with. */
type Described = Pick<Client, 'metadata' | 'authenticationMethod'>;

/** Everything that is wrong with a client's metadata; what is allowed but unwise is added to `warnings`. */
export function metadataProblems(profile: Described, warnings: string[]): ClientProblem[] {
  const { metadata } = profile;
  return [
    ...checkJwks(metadata.jwks),
    ...checkKeysAreThere(profile),
    ...checkRotation(profile),
    ...checkResources('resource_indicators', metadata.resource_indicators),
    ...checkResources('allowed_resources', metadata.allowed_resources),
    ...checkPostLogoutUris(profile, warnings),
    ...checkBackchannel(metadata, warnings),
  ];
}

/** What a client must sign, it must have a registered key for (RFC 7591 §2, RFC 9101 §10.5). */
function checkKeysAreThere({ metadata, authenticationMethod }: Described): ClientProblem[] {
  const { jwks, token_endpoint_auth_signing_alg: forAssertions, request_object_signing_alg: forObjects } = metadata;
  const signsAssertions = authenticationMethod === 'private_key_jwt' && !hasKeyFor(jwks, forAssertions);
  const signsObjects = metadata.require_signed_request_object && !hasKeyFor(jwks, forObjects);
  return [
    ...(signsAssertions ? [{ member: 'jwks', reason: 'must hold the keys that client assertions are signed with' }] : []),
    ...(signsObjects ? [{ member: 'jwks', reason: 'must hold the keys that request objects are signed with' }] : []),
  ];
}

function checkRotation({ metadata, authenticationMethod }: Described): ClientProblem[] {
  if (metadata.rotate_refresh_tokens || authenticationMethod !== 'none') return [];
  // RFC 9700 §2.2.2: whoever cannot prove who it is must rotate.
  return [{ member: 'rotate_refresh_tokens', reason: 'must be true for a public client' }];
}

/** RFC 8707 §2: an absolute URI without a fragment. */
function checkResources(name: 'resource_indicators' | 'allowed_resources', resources: readonly string[]): ClientProblem[] {
  if (resources.length > MAXIMUM_URIS) return [{ member: name, reason: `must be at most ${MAXIMUM_URIS}` }];
  const canonical = resources.map(canonicalResource);
  return resources.flatMap((_, index) => {
    const member = `${name}[${index}]`;
    if (canonical[index] === undefined)
      return [{ member, reason: 'must be an absolute URI of printable ASCII without a fragment (RFC 8707 §2)' }];
    return canonical.indexOf(canonical[index]) === index ? [] : [{ member, reason: 'is listed twice' }];
  });
}

function checkPostLogoutUris({ metadata, authenticationMethod }: Described, warnings: string[]): ClientProblem[] {
  const { post_logout_redirect_uris: uris } = metadata;
  const name = 'post_logout_redirect_uris';
  if (uris.length > MAXIMUM_URIS) return [{ member: name, reason: `must be at most ${MAXIMUM_URIS}` }];
  return uris.flatMap((uri, index) => {
    const member = `${name}[${index}]`;
    const verdict = checkRedirectUri(uri, { public: authenticationMethod === 'none' });
    if (verdict.kind === 'refused') return [{ member, reason: verdict.reason }];
    if (verdict.warning !== undefined) warnings.push(`${uri}: ${verdict.warning}`);
    return uris.indexOf(uri) === index ? [] : [{ member, reason: 'is listed twice' }];
  });
}

/** OpenID Connect Back-Channel Logout §2.2: absolute, without a fragment; where it may point is asked at each delivery. */
function checkBackchannel({ backchannel_logout_uri: uri }: ClientMetadata, warnings: string[]): ClientProblem[] {
  if (uri === null) return [];
  const verdict = checkRedirectUri(uri, { public: false });
  if (verdict.kind === 'refused') return [{ member: 'backchannel_logout_uri', reason: verdict.reason }];
  if (verdict.warning !== undefined) warnings.push(`${uri}: logout tokens sent there by http can be read on the way`);
  return [];
}
