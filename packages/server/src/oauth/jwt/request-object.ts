import type { Client } from '../client/client.ts';
import { OAuthError } from '../oauth-error.ts';
import { type RequestParameters, requestParameters } from '../parameters.ts';
import { areTimesGood } from './jwt-times.ts';
import type { JsonMembers } from './strict-json.ts';
import { type SignatureProblem, verifyClientJwt } from './verify-client-signature.ts';

/** In characters: as much as an address could carry, and then some for the body of a pushed request. */
const MAXIMUM_LENGTH = 16_384;
/** RFC 9101 §10.2; FAPI 2.0 Message Signing §5.3.1: an object is good for an hour at most, in seconds. */
const LIFETIME_SECONDS = 3600;
const TYPE = 'oauth-authz-req+jwt';

// RFC 9101 §4: what a JWT says about itself (RFC 7519 §4.1) is no parameter of the request.
const ABOUT_ITSELF: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);
// RFC 8707 §2, OpenID Connect Core §6.1: the parameters that are lists, and those that are JSON, where they stand in JSON.
const LISTS: ReadonlySet<string> = new Set(['resource']);
const OBJECTS: ReadonlySet<string> = new Set(['claims']);

/**
 * A request object that the client signed, with the parameters in it, and what is wrong with it all the same: that can be told to
 * the client, since the redirect URI in it is the client's word. One that it did not sign is nobody's word.
 */
export type RequestObject =
  | {
      readonly ok: true;
      readonly parameters: RequestParameters;
      readonly refusal: OAuthError | undefined;
      /** Its `iss` or `client_id` is another client: then not even the redirect URI in it is the word of this one. */
      readonly namesAnother: boolean;
    }
  | { readonly ok: false; readonly problem: SignatureProblem };

/** Reads a request object that came by value (RFC 9101 §5.1, §6.2). `now` is in milliseconds since 1970. */
export function readRequestObject(
  text: string,
  client: Client,
  { issuer, now }: { readonly issuer: string; readonly now: number },
): RequestObject {
  const { jwks, request_object_signing_alg: algorithm } = client.metadata;
  const verified = verifyClientJwt(text, MAXIMUM_LENGTH, { jwks, algorithm, types: [TYPE] });
  if (!verified.ok) return verified;
  const { claims } = verified;
  const parameters = parametersOf(claims);
  const problem = problemOf(claims, { clientId: String(client.id), issuer, now }) ?? parameters.problem;
  const refusal = problem === undefined ? undefined : new OAuthError('invalid_request_object', `the request object ${problem}`);
  const namesAnother = ['iss', 'client_id'].some((name) => claims.has(name) && claims.get(name) !== String(client.id));
  return { ok: true, parameters: requestParameters(parameters.pairs), refusal, namesAnother };
}

interface Expected {
  readonly clientId: string;
  readonly issuer: string;
  readonly now: number;
}

function problemOf(claims: JsonMembers, { clientId, issuer, now }: Expected): string | undefined {
  const audience = claims.get('aud');
  if (claims.get('iss') !== clientId) return 'must have the client_id as its iss';
  // RFC 9101 §10.8: that would be a client assertion, sent again for something else.
  if (claims.get('sub') === clientId) return 'must not have the client_id as its sub';
  if (claims.get('client_id') !== clientId) return 'must name the client_id of the request';
  if (audience !== issuer && !(Array.isArray(audience) && audience.includes(issuer))) return 'must have the issuer as its aud';
  if (claims.has('request') || claims.has('request_uri')) return 'must not hold another one, nor refer to one';
  if (areTimesGood(claims, now, { lifetime: LIFETIME_SECONDS, age: LIFETIME_SECONDS })) return undefined;
  return 'must have an exp within the hour to come, and no nbf or iat that is ahead or more than an hour old';
}

interface ObjectParameters {
  readonly pairs: [string, string][];
  readonly problem: string | undefined;
}

function parametersOf(claims: JsonMembers): ObjectParameters {
  const pairs: [string, string][] = [];
  let problem: string | undefined;
  for (const [name, value] of claims) {
    if (ABOUT_ITSELF.has(name)) continue;
    const values = valuesOf(name, value);
    if (values === undefined) problem = 'holds a parameter that is not text';
    else for (const text of values) pairs.push([name, text]);
  }
  return { pairs, problem };
}

/** RFC 9101 §4: strings and numbers stand for themselves; lists and JSON only where the parameter is one. */
function valuesOf(name: string, value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (LISTS.has(name) && Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return OBJECTS.has(name) && isObject ? [JSON.stringify(value)] : undefined;
}
