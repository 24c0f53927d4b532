import type { SigningKeys } from '../../../signing-keys/signing-keys.ts';
import type { Client } from '../../client/client.ts';
import { parseClaimsRequest, permittedClaims, scopesOfClaims, storedClaims } from '../../grant/claims-request.ts';
import { OAuthError } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { storedScope } from '../../scope.ts';
import { PASSWORD_ACR } from '../../tokens/id-token/id-token.ts';
import { readIdTokenHint } from '../../tokens/id-token/id-token-hint.ts';

const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const;

/** What the client wants the user to be asked, whatever we know already (OpenID Connect Core §3.1.2.1). */
export type Prompt = (typeof PROMPTS)[number];

/** What OpenID Connect adds to an authorization request (OpenID Connect Core §3.1.2.1). */
export interface OpenIdParameters {
  readonly prompt: ReadonlySet<Prompt>;
  /** How long ago the user may have signed in, in seconds; `null`: as long as the session lasts. */
  readonly maxAge: number | null;
  /** Who the user must be; `null`: whoever signs in. */
  readonly subject: string | null;
  /** Whom the client believes the user to be. */
  readonly loginHint: string | null;
  /** The claims to be given beyond the scope, for the grant to keep. */
  readonly claims: string | null;
  /** The scopes that the user is asked about: those of the request, and those that its claims would need. */
  readonly toAllow: ReadonlySet<string>;
}

/** What hints are verified with. `now` is in milliseconds since 1970. */
export interface HintContext {
  readonly issuer: string;
  readonly signingKeys: SigningKeys;
  readonly now: number;
}

/** Who asks, and for what scopes, with what hints are verified by. */
export interface OpenIdReading extends HintContext {
  readonly client: Client;
  readonly scopes: ReadonlySet<string>;
}

/**
 * Reads the parameters of OpenID Connect. `acr_values`, `display`, `ui_locales` and `claims_locales` never cause an error
 * (OpenID Connect Core §15.1). Throws the `OAuthError` to send back.
 */
export function readOpenIdParameters(parameters: RequestParameters, reading: OpenIdReading): OpenIdParameters {
  if (parameters.has('registration')) throw new OAuthError('registration_not_supported', 'registration is not supported');
  const prompt = readPrompt(parameters);
  const maxAge = readMaxAge(parameters);
  const request = parseClaimsRequest(parameters.get('claims'));
  requireAcr(request.essentialAcr);
  const { client, scopes } = reading;
  const claims = permittedClaims(request, client.scope === null ? undefined : storedScope(client.scope));
  const isOpenId = scopes.has('openid');
  return {
    prompt,
    maxAge,
    subject: oneSubject(request.subject, hintedSubject(parameters, reading)),
    loginHint: readLoginHint(parameters),
    claims: isOpenId ? storedClaims(claims) : null,
    toAllow: isOpenId ? new Set([...scopes, ...scopesOfClaims(claims)]) : scopes,
  };
}

function readPrompt(parameters: RequestParameters): ReadonlySet<Prompt> {
  const words = parameters.get('prompt')?.split(' ') ?? [];
  if (!words.every(isPrompt)) {
    throw new OAuthError('invalid_request', 'prompt must be none, or some of login, consent and select_account');
  }
  const prompt = new Set(words);
  if (prompt.has('none') && prompt.size > 1) {
    throw new OAuthError('invalid_request', 'prompt=none must stand alone');
  }
  return prompt;
}

function isPrompt(word: string): word is Prompt {
  return PROMPTS.some((prompt) => prompt === word);
}

function readMaxAge(parameters: RequestParameters): number | null {
  const text = parameters.get('max_age');
  if (text === undefined) return null;
  if (!/^[0-9]{1,12}$/.test(text)) throw new OAuthError('invalid_request', 'max_age must be a number of seconds');
  return Number(text);
}

const LONGEST_LOGIN_HINT = 254;

/** A hint that no user name or address is as long as hints at nobody. */
function readLoginHint(parameters: RequestParameters): string | null {
  const hint = parameters.get('login_hint') ?? null;
  return hint !== null && hint.length > LONGEST_LOGIN_HINT ? null : hint;
}

/** Core §5.5.1.1: an `acr` that must be met and cannot be is a failed authentication, whoever the user is. */
function requireAcr(values: readonly unknown[] | null): void {
  if (values === null || values.includes(PASSWORD_ACR)) return;
  throw new OAuthError('unmet_authentication_requirements', 'none of the essential values of acr can be met');
}

function hintedSubject(parameters: RequestParameters, reading: OpenIdReading): string | null {
  const text = parameters.get('id_token_hint');
  if (text === undefined) return null;
  const hint = readIdTokenHint(text, reading);
  if (hint === undefined || hint.clientId !== String(reading.client.id)) {
    throw new OAuthError('invalid_request', 'id_token_hint is not an ID token that this server issued to this client');
  }
  return hint.subject;
}

function oneSubject(ofClaims: string | null, hinted: string | null): string | null {
  if (ofClaims !== null && hinted !== null && ofClaims !== hinted) {
    throw new OAuthError('invalid_request', 'claims and id_token_hint name different users');
  }
  return ofClaims ?? hinted;
}
