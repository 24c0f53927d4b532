import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { Client, ClientAuthenticationMethod } from '../client/client.ts';
import type { SignatureProblem } from '../jwt/verify-client-signature.ts';
import type { RequestParameters } from '../parameters.ts';

/** What of a request a client may prove itself with. */
export interface ClientRequest {
  /** Each value of the `Authorization` header, as sent. */
  readonly authorization: readonly string[];
  /** Each value of the seed's `Authencation` header. */
  readonly authencation: readonly string[];
  readonly body: RequestParameters;
}

/** What a proof is verified with. Times are milliseconds since 1970. */
export interface VerificationContext {
  readonly keys: ServerKeys;
  /** Our issuer identifier: what a signed proof is made out to. */
  readonly issuer: string;
  readonly now: number;
}

/** A proof that is good the first time only: recorded under `key` until `expiresAt` (milliseconds since 1970). */
export interface OneTimeProof {
  readonly key: string;
  readonly expiresAt: number;
}

/** Why a proof failed; for the log and the audit table, never for the caller. */
export type ProofFailure =
  | 'bad_signature'
  | 'wrong_time'
  | 'wrong_audience'
  | 'replayed'
  | 'nonce_missing'
  | 'jti_missing'
  | 'wrong_secret'
  | 'has_secret'
  | SignatureProblem;

/** From when until when, in milliseconds since 1970, `until` excluded. */
export interface TimeWindow {
  readonly from: number;
  readonly until: number;
}

/** A client's claim to be `clientId`, not yet proven. */
export interface Presentation {
  readonly method: ClientAuthenticationMethod;
  /** As sent; it need not be the id of a client. */
  readonly clientId: string;
  /** When a proof that names its time is timely; absent where it names none. */
  readonly window?: TimeWindow;
  /** Proves the claim against the client of that id, but for what counts once: that is proven by the first use of it. */
  verify(client: Client, context: VerificationContext): 'proven' | ProofFailure | OneTimeProof;
}

/** One way for a client to prove who it is (RFC 6749 §2.3). */
export interface AuthenticationMethod {
  readonly name: ClientAuthenticationMethod;
  /** What the request presents by this method; `malformed` when it tries to and fails. */
  present(request: ClientRequest): Presentation | 'malformed' | undefined;
}
