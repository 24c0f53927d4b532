import { parseStrictJson } from '../jwt/strict-json.ts';
import { OAuthError } from '../oauth-error.ts';
import { coversScope, storedScope } from '../scope.ts';
import type { Grant } from './grant.ts';

/** The claims of a person that may be asked for one by one, and the scope under which each is given (OpenID Connect Core §5.4). */
export const CLAIM_SCOPES: Readonly<Record<string, string>> = {
  name: 'profile',
  preferred_username: 'profile',
  updated_at: 'profile',
  email: 'email',
  email_verified: 'email',
  phone_number: 'phone',
  phone_number_verified: 'phone',
  roles: 'roles',
  permissions: 'permissions',
};

/** What the `claims` parameter asks for, as far as we know of it (OpenID Connect Core §5.5). */
export interface ClaimsRequest {
  /** Names of claims for the ID token, and for the answer of the userinfo endpoint. */
  readonly idToken: readonly string[];
  readonly userinfo: readonly string[];
  /** Who the user must be, when one `sub` is asked for. */
  readonly subject: string | null;
  /** The values of `acr` of which one must be met; `null`: any will do. */
  readonly essentialAcr: readonly unknown[] | null;
}

/** The names of claims that a grant gives beyond its scope. */
export type GrantedClaims = Pick<ClaimsRequest, 'idToken' | 'userinfo'>;

const MAXIMUM_LENGTH = 4_096;
const NOTHING: ClaimsRequest = { idToken: [], userinfo: [], subject: null, essentialAcr: null };

/** Reads a `claims` parameter of at most 4,096 characters; names we do not know are ignored. Throws `invalid_request`. */
export function parseClaimsRequest(text: string | undefined): ClaimsRequest {
  if (text === undefined) return NOTHING;
  if (text.length > MAXIMUM_LENGTH) throw malformed('claims is longer than 4,096 characters');
  const request = parseStrictJson(Buffer.from(text));
  if (request === undefined) throw malformed('claims is not a JSON object');
  const idToken = requestedClaims(request.get('id_token'));
  const userinfo = requestedClaims(request.get('userinfo'));
  return {
    idToken: known(idToken),
    userinfo: known(userinfo),
    subject: oneSubject([idToken, userinfo]),
    essentialAcr: essentialValues(idToken['acr']),
  };
}

/** Those of the claims whose scope the client is registered for: `claims` gives nothing that a scope would not. */
export function permittedClaims(request: GrantedClaims, registered: ReadonlySet<string> | undefined): GrantedClaims {
  const isPermitted = (name: string): boolean => registered === undefined || coversScope(registered, CLAIM_SCOPES[name] ?? '');
  return { idToken: request.idToken.filter(isPermitted), userinfo: request.userinfo.filter(isPermitted) };
}

/** The scopes that these claims would need: what the user is asked about. */
export function scopesOfClaims({ idToken, userinfo }: GrantedClaims): string[] {
  return [...new Set([...idToken, ...userinfo].flatMap((name) => CLAIM_SCOPES[name] ?? []))];
}

/** These scopes, and those of single claims that were asked for beside them. */
export function withScopesOf(scopes: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return names.length === 0 ? scopes : new Set([...scopes, ...names.flatMap((name) => CLAIM_SCOPES[name] ?? [])]);
}

/** The claims as a grant keeps them; `null` for none. */
export function storedClaims({ idToken, userinfo }: GrantedClaims): string | null {
  return idToken.length + userinfo.length === 0 ? null : JSON.stringify({ id_token: idToken, userinfo });
}

/**
 * The claims that a token of this scope tells beyond it. One of the whole scope of its grant tells all that were granted; one for which a
 * smaller scope was named (RFC 6749 §6) only those whose scope is in it.
 */
export function toldClaims(grant: Pick<Grant, 'scope' | 'claims'> | undefined, scope: string): GrantedClaims {
  const granted = grantedClaims(grant?.claims ?? null);
  return grant === undefined || grant.scope === scope ? granted : permittedClaims(granted, storedScope(scope));
}

/** Reads what `storedClaims` wrote. */
function grantedClaims(text: string | null): GrantedClaims {
  if (text === null) return NOTHING;
  const stored = JSON.parse(text) as { readonly id_token: readonly string[]; readonly userinfo: readonly string[] };
  return { idToken: stored.id_token, userinfo: stored.userinfo };
}

type Members = Readonly<Record<string, unknown>>;

function object(value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw malformed('claims and its members must be JSON objects');
}

/** Each member is `null` or an object (OpenID Connect Core §5.5.1). */
function requestedClaims(value: unknown): Members {
  if (value === undefined || value === null) return {};
  const claims = object(value);
  for (const name of Object.keys(claims)) if (claims[name] !== null) object(claims[name]);
  return claims;
}

function known(claims: Members): string[] {
  return Object.keys(claims).filter((name) => Object.hasOwn(CLAIM_SCOPES, name));
}

/** OpenID Connect Core §5.5.1: a `sub` that is asked for by its value is the user, or nobody is. */
function oneSubject(all: readonly Members[]): string | null {
  const subjects = new Set(all.flatMap(({ sub }) => (sub as Members | null | undefined)?.['value'] ?? []));
  if (subjects.size > 1) throw malformed('claims asks for more than one sub');
  const [subject = null] = subjects;
  if (subject === null || typeof subject === 'string') return subject;
  throw malformed('claims asks for a sub that is no string');
}

function essentialValues(acr: unknown): readonly unknown[] | null {
  const { essential, value, values } = (acr ?? {}) as Members;
  if (essential !== true) return null;
  if (value !== undefined) return [value];
  if (values === undefined) return null;
  if (Array.isArray(values)) return values;
  throw malformed('values of a claim must be an array');
}

function malformed(description: string): OAuthError {
  return new OAuthError('invalid_request', description);
}
