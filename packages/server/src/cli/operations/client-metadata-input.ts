import { z } from 'zod';
import { type ClientMetadata, METADATA_MEMBERS } from '../../oauth/client/metadata/client-metadata.ts';

/** Client metadata in an operator's words; what is absent stays or is the default. */
export type MetadataInput = { readonly [Member in keyof ClientMetadata]?: ClientMetadata[Member] | undefined };

const TEXT = z.string().max(4096);
const TEXTS = z.array(TEXT).max(1000);
const OURS = z.enum(['RS256', 'ES256', 'EdDSA']);
const THEIRS = z.enum(['RS256', 'ES256', 'EdDSA', 'PS256']);
const JWK = z.record(z.string().max(64), z.union([TEXT, TEXTS]));

/** The members of `MetadataInput`; what they may hold is checked where clients are registered. */
export const METADATA_SHAPE: { readonly [Member in keyof ClientMetadata]-?: z.ZodType<MetadataInput[Member]> } = {
  jwks: z
    .object({ keys: z.array(JWK).max(1000) })
    .nullable()
    .optional(),
  token_endpoint_auth_signing_alg: THEIRS.nullable().optional(),
  assertion_audience: z.enum(['strict', 'legacy']).optional(),
  id_token_signed_response_alg: OURS.optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  require_signed_request_object: z.boolean().optional(),
  request_object_signing_alg: THEIRS.nullable().optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  rotate_refresh_tokens: z.boolean().optional(),
  resource_indicators: TEXTS.optional(),
  allowed_resources: TEXTS.optional(),
  access_token_format: z.enum(['opaque', 'jwt']).optional(),
  access_token_signed_response_alg: OURS.optional(),
  post_logout_redirect_uris: TEXTS.optional(),
  backchannel_logout_uri: TEXT.nullable().optional(),
  backchannel_logout_session_required: z.boolean().optional(),
};

/** The metadata among the members of an input. */
export function metadataOf(input: MetadataInput): MetadataInput {
  return Object.fromEntries(METADATA_MEMBERS.map((member) => [member, input[member]]));
}
