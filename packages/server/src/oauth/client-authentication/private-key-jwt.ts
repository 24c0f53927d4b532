import { sha256Hex } from '../../crypto/hash.ts';
import type { Client } from '../client/client.ts';
import { type CompactJws, parseCompactJws } from '../jwt/compact-jws.ts';
import { areTimesGood } from '../jwt/jwt-times.ts';
import type { JsonMembers } from '../jwt/strict-json.ts';
import { verifyClientSignature } from '../jwt/verify-client-signature.ts';
import type {
  AuthenticationMethod,
  OneTimeProof,
  Presentation,
  ProofFailure,
  VerificationContext,
} from './authentication-method.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** In characters: far more than an assertion with an RSA signature needs. */
const MAXIMUM_LENGTH = 4096;
const MAXIMUM_JTI = 256;
/** An assertion is made for one request; in seconds. */
const LIFETIME_SECONDS = 300;
// RFC 7523bis §4: who writes this type has read that the issuer alone is the audience.
const STRICT_TYPE = 'client-authentication+jwt';

/** A JWT signed with a private key of the client (RFC 7523 §2.2, OpenID Connect Core §9), in the form body only. */
export const privateKeyJwt: AuthenticationMethod = {
  name: 'private_key_jwt',
  present(request) {
    const { body } = request;
    if (!body.has('client_assertion') && !body.has('client_assertion_type')) return undefined;
    const jws = parseCompactJws(body.get('client_assertion') ?? '', MAXIMUM_LENGTH);
    if (jws === undefined || body.get('client_assertion_type') !== ASSERTION_TYPE) return 'malformed';
    return presentation(jws);
  },
};

function presentation(jws: CompactJws): Presentation | 'malformed' {
  const clientId = jws.claims.get('sub');
  // RFC 7523 §3: the client speaks of itself.
  if (typeof clientId !== 'string' || jws.claims.get('iss') !== clientId) return 'malformed';
  return { method: 'private_key_jwt', clientId, verify: (client, context) => verify(jws, client, context) };
}

function verify(jws: CompactJws, client: Client, context: VerificationContext): ProofFailure | OneTimeProof {
  const { jwks, token_endpoint_auth_signing_alg: algorithm, assertion_audience: audience } = client.metadata;
  const verified = verifyClientSignature(jws, { jwks, algorithm, types: [STRICT_TYPE] });
  if (!verified.ok) return verified.problem;
  const { claims, type } = verified;
  const isStrict = audience === 'strict' || type === STRICT_TYPE;
  if (!isForUs(claims.get('aud'), context.issuer, isStrict)) return 'wrong_audience';
  if (!areTimesGood(claims, context.now, { lifetime: LIFETIME_SECONDS })) return 'wrong_time';
  return oneTimeProof(client.id, claims);
}

// RFC 7523bis §4: the issuer, as a string, and nothing beside it; whoever is set to `legacy` may name an endpoint (RFC 9126 §2).
function isForUs(audience: unknown, issuer: string, isStrict: boolean): boolean {
  if (isStrict) return audience === issuer;
  const ours: readonly unknown[] = [issuer, `${issuer}/oauth2/token`, `${issuer}/oauth2/par`];
  return Array.isArray(audience) ? audience.some((one) => ours.includes(one)) : ours.includes(audience);
}

/** RFC 7523 §3: a `jti` counts once for each issuer. It is asked last, so that what was refused has used nothing up. */
function oneTimeProof(clientId: number, claims: JsonMembers): ProofFailure | OneTimeProof {
  const jti = claims.get('jti');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAXIMUM_JTI) return 'jti_missing';
  const key = sha256Hex(JSON.stringify(['private_key_jwt', clientId, jti]));
  return { key, expiresAt: Math.ceil(Number(claims.get('exp')) * 1000) };
}
