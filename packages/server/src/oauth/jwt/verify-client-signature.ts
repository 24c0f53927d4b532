import { candidateKeys } from '../client/metadata/client-keys.ts';
import type { ClientMetadata, ClientSigningAlgorithm } from '../client/metadata/client-metadata.ts';
import { type CompactJws, parseCompactJws } from './compact-jws.ts';
import { isClientSigningAlgorithm, isSignedBy } from './jws-signature.ts';
import type { JsonMembers } from './strict-json.ts';

/** What a JWT that a client signed must be, before anything that it claims is looked at. */
export interface SignatureExpectation {
  /** The keys that the client registered. */
  readonly jwks: ClientMetadata['jwks'];
  /** The algorithm that the client registered; `null`: any that fits a registered key. */
  readonly algorithm: ClientSigningAlgorithm | null;
  /** The `typ` values of this use, in lower case: a JWT for one purpose is never taken for another (RFC 8725 §3.11). */
  readonly types: readonly string[];
}

/** Why a JWT is not taken for the client's; for the log, never for the caller. */
export type SignatureProblem = 'jwt_malformed' | 'jwt_header' | 'jwt_type' | 'jwt_algorithm' | 'jwt_key' | 'jwt_signature';

/** A JWT that the client signed, or why not. */
export type VerifiedSignature =
  | {
      readonly ok: true;
      readonly claims: JsonMembers /** `undefined`: none, or the bare `JWT`. */;
      readonly type: string | undefined;
    }
  | { readonly ok: false; readonly problem: SignatureProblem };

// RFC 7515 §4.1: keys that a header brings or points at would let anybody sign; and no extension is understood (§4.1.11).
const REFUSED_MEMBERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'];

/** Reads and verifies a JWT of at most `maximumLength` characters that a client signed. */
export function verifyClientJwt(text: string, maximumLength: number, expected: SignatureExpectation): VerifiedSignature {
  const jws = parseCompactJws(text, maximumLength);
  return jws === undefined ? failed('jwt_malformed') : verifyClientSignature(jws, expected);
}

/** Verifies a JWS by the registered keys of a client, and by nothing that its own header offers (RFC 8725 §3.1, §3.9, §3.10). */
export function verifyClientSignature(jws: CompactJws, expected: SignatureExpectation): VerifiedSignature {
  const { header } = jws;
  if (REFUSED_MEMBERS.some((member) => header.has(member))) return failed('jwt_header');
  const type = typeOf(header);
  if (type === 'invalid' || (type !== undefined && !expected.types.includes(type))) return failed('jwt_type');
  // RFC 9864 §2.2: one curve of EdDSA has a name of its own, which newer libraries write.
  const alg = header.get('alg') === 'Ed25519' ? 'EdDSA' : header.get('alg');
  if (!isClientSigningAlgorithm(alg)) return failed('jwt_algorithm');
  if (expected.algorithm !== null && alg !== expected.algorithm) return failed('jwt_algorithm');
  const kid = header.get('kid');
  if (kid !== undefined && typeof kid !== 'string') return failed('jwt_key');
  const keys = candidateKeys(expected.jwks, alg, kid);
  if (keys.length === 0) return failed('jwt_key');
  if (!keys.some((key) => isSignedBy(jws, alg, key))) return failed('jwt_signature');
  return { ok: true, claims: jws.claims, type };
}

/** RFC 7515 §4.1.9: `application/` may be left out, and case means nothing. A bare `JWT` says no more than none does. */
function typeOf(header: JsonMembers): string | undefined {
  const typ = header.get('typ');
  if (typ === undefined) return undefined;
  if (typeof typ !== 'string') return 'invalid';
  const type = typ.toLowerCase().replace(/^application\//, '');
  return type === 'jwt' ? undefined : type;
}

function failed(problem: SignatureProblem): VerifiedSignature {
  return { ok: false, problem };
}
