/** The algorithms we sign with (RFC 7518 §3.1, RFC 8037 §3.1). */
export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/** The algorithms a client may sign with: what we accept of a registered public key, never `none` and never a secret. */
export type ClientSigningAlgorithm = SigningAlgorithm | 'PS256';

/** A public key in JWK form (RFC 7517 §4). */
export type PublicJwk = Readonly<Record<string, string | readonly string[]>>;

/**
 * What a client registered beyond the seed's needs; the members are named as in RFC 7591 §2 and the standards that extend it.
 * One object, since nobody asks for a single member in SQL.
 */
export interface ClientMetadata {
  /** Its public keys, by value (RFC 7591 §2). */
  readonly jwks: { readonly keys: readonly PublicJwk[] } | null;
  /** `null`: any of ours (OpenID Connect Registration §2). */
  readonly token_endpoint_auth_signing_alg: ClientSigningAlgorithm | null;
  /** `strict`: an assertion is for the issuer alone (rfc7523bis §4); `legacy`: the token endpoint's URL is taken too. */
  readonly assertion_audience: 'strict' | 'legacy';
  readonly id_token_signed_response_alg: SigningAlgorithm;
  /** RFC 9126 §6. */
  readonly require_pushed_authorization_requests: boolean;
  /** RFC 9101 §10.5. */
  readonly require_signed_request_object: boolean;
  readonly request_object_signing_alg: ClientSigningAlgorithm | null;
  /** RFC 9449 §5.2. */
  readonly dpop_bound_access_tokens: boolean;
  /** Only a client that proves who it is may keep a refresh token across uses (RFC 9700 §2.2.2). */
  readonly rotate_refresh_tokens: boolean;
  /** The resources this client serves (RFC 8707 §2): absolute URIs, each of one client. */
  readonly resource_indicators: readonly string[];
  /** The resources of others that it may ask for tokens for; what it serves itself it may. */
  readonly allowed_resources: readonly string[];
  /** How access tokens for its resources look: opaque, or RFC 9068. */
  readonly access_token_format: 'opaque' | 'jwt';
  readonly access_token_signed_response_alg: SigningAlgorithm;
  /** OpenID Connect RP-Initiated Logout §3.1. */
  readonly post_logout_redirect_uris: readonly string[];
  /** OpenID Connect Back-Channel Logout §2.2. */
  readonly backchannel_logout_uri: string | null;
  readonly backchannel_logout_session_required: boolean;
}

/** What holds unless somebody says otherwise: the safe side of each. */
export const DEFAULT_METADATA: ClientMetadata = {
  jwks: null,
  token_endpoint_auth_signing_alg: null,
  assertion_audience: 'strict',
  id_token_signed_response_alg: 'RS256',
  require_pushed_authorization_requests: false,
  require_signed_request_object: false,
  request_object_signing_alg: null,
  dpop_bound_access_tokens: false,
  rotate_refresh_tokens: true,
  resource_indicators: [],
  allowed_resources: [],
  access_token_format: 'opaque',
  access_token_signed_response_alg: 'ES256',
  post_logout_redirect_uris: [],
  backchannel_logout_uri: null,
  backchannel_logout_session_required: false,
};

/** The members of client metadata, in their order. */
export const METADATA_MEMBERS: readonly (keyof ClientMetadata)[] = Object.keys(DEFAULT_METADATA) as (keyof ClientMetadata)[];
