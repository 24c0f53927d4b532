import type { Authorities } from '../authority/authorities.ts';
import type { ServerKeys } from '../crypto/server-keys.ts';
import type { PasswordHasher } from '../identity/credentials/password-hasher.ts';
import type { KnownClients } from '../oauth/client/known-clients.ts';
import type { KeptRequestLimit } from '../oauth/grant/kept-request-limit.ts';
import type { Lifetimes } from '../oauth/lifetimes.ts';
import type { DpopNonces } from '../oauth/sender-constraint/dpop-nonce.ts';
import type { KnownTokens } from '../oauth/tokens/presented/known-tokens.ts';
import type { FlowRecorder } from '../observability/flow-recorder/flow-recorder.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { SigningKeys } from '../signing-keys/signing-keys.ts';
import type { Storage } from '../storage/storage.ts';
import type { AddressResolver } from './client-address.ts';
import type { Issuer } from './issuer.ts';

/** What every edge is given: the parts of the server, wired by the composition root. */
export interface EdgeContext {
  readonly issuer: Issuer;
  readonly storage: Storage;
  readonly authorities: Authorities;
  readonly keys: ServerKeys;
  /** What ID tokens, JWT access tokens and logout tokens are signed with. */
  readonly signingKeys: SigningKeys;
  /** Nonces for proofs of possession (RFC 9449 §8). */
  readonly dpopNonces: DpopNonces;
  /** Clients in memory, for requests that need not read their own. */
  readonly knownClients: KnownClients;
  /** Access tokens in memory, likewise. */
  readonly knownTokens: KnownTokens;
  /** Counts what is kept for callers that proved nothing. */
  readonly keptRequests: KeptRequestLimit;
  readonly hasher: PasswordHasher;
  readonly lifetimes: Lifetimes;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Takes a trace of each request of the protocol. */
  readonly flows: FlowRecorder;
  readonly addressOf: AddressResolver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
