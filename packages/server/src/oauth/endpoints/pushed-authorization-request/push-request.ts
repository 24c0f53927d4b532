import type { EdgeContext } from '../../../http/edge-context.ts';
import type { AuditOrigin } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { Client } from '../../client/client.ts';
import type { Presentation } from '../../client-authentication/authentication-method.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClient } from '../../client-authentication/prove-client.ts';
import { readRequestObject } from '../../jwt/request-object.ts';
import { OAuthError, type Refused } from '../../oauth-error.ts';
import { type RequestParameters, requestParameters } from '../../parameters.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { isFirstUse } from '../../sender-constraint/use-proof.ts';
import { keepRequest } from '../authorization/keep-request.ts';
import { judgeRequest } from '../authorization/received-request.ts';
import { resolveRedirectTarget } from '../authorization/redirect-target.ts';

/** A request that a client pushes, read but not judged. */
export interface Push {
  readonly presentation: Presentation;
  readonly parameters: RequestParameters;
  readonly proof: DpopProof | undefined;
}

/** What pushing needs beside the stores. `now` is in milliseconds since 1970. */
export interface PushContext extends Pick<EdgeContext, 'keys' | 'signingKeys' | 'keptRequests'> {
  readonly issuer: string;
  readonly limit: ClientFailureLimit;
  readonly origin: AuditOrigin;
  readonly now: number;
}

/** A request that was judged as it would be at the authorization endpoint, and is kept for the client. */
export interface Pushed {
  readonly kind: 'pushed';
  readonly requestUri: string;
}

/** Proves the client, judges its request and keeps it, all in the unit of work that `stores` belongs to (RFC 9126 §2.1). */
export async function pushRequest(push: Push, stores: Stores, context: PushContext): Promise<Pushed | Refused> {
  const proven = await proveClient(push.presentation, stores, context);
  if (proven.kind === 'refused') return proven;
  try {
    const { parameters, isSigned } = await judge(push, proven.client, { ...context, stores });
    const unproven = isSigned ? 'signed' : 'nobodys';
    const word = push.presentation.method === 'none' ? unproven : 'proven';
    const { keptRequests: limit, origin, now } = context;
    const keeping = { pushedRequests: stores.pushedRequests, limit, address: origin.address, word, now } as const;
    return { kind: 'pushed', requestUri: await keepRequest(parameters, proven.client, keeping) };
  } catch (error) {
    // Returned: the use of an assertion or of a proof stays recorded, whatever else was wrong with the request.
    if (error instanceof OAuthError) return { kind: 'refused', error };
    throw error;
  }
}

interface PushedParameters {
  readonly parameters: RequestParameters;
  readonly isSigned: boolean;
}

type Judging = PushContext & { readonly stores: Stores };

async function judge(push: Push, client: Client, { stores, ...context }: Judging): Promise<PushedParameters> {
  if (push.parameters.get('request_uri') !== undefined) {
    throw new OAuthError('invalid_request', 'a pushed request must not hold a request_uri');
  }
  const { parameters, isSigned } = receive(push.parameters, client, context);
  const bound = await boundParameters(parameters, push.proof, stores);
  const target = await resolveRedirectTarget(bound, stores.clients, context.issuer);
  // RFC 9126 §2.3: an answer to the client itself, so it can be told. Who it is was proven.
  if (target.kind === 'untrusted') {
    throw new OAuthError('invalid_request', 'redirect_uri is missing, or is not registered for this client');
  }
  const mustSign = client.metadata.require_signed_request_object && !isSigned;
  const source = mustSign ? 'plain' : 'pushed';
  await judgeRequest({ parameters: bound, source, refusal: undefined }, client, { ...context, clients: stores.clients });
  return { parameters: bound, isSigned };
}

/** RFC 9126 §3: beside a request object nothing counts but what proves the client. */
function receive(sent: RequestParameters, client: Client, context: Pick<PushContext, 'issuer' | 'now'>): PushedParameters {
  const object = sent.get('request');
  if (object === undefined) return { parameters: withPairs(sent, [['client_id', String(client.id)]]), isSigned: false };
  const read = readRequestObject(object, client, context);
  if (!read.ok) {
    throw new OAuthError('invalid_request_object', 'the request object is not signed by a registered key of this client', {
      detail: read.problem,
    });
  }
  if (read.refusal !== undefined) throw read.refusal;
  return { parameters: read.parameters, isSigned: true };
}

/** RFC 9449 §10.1: a proof binds the code to its key, as `dpop_jkt` does, and both must be of one key. */
async function boundParameters(
  parameters: RequestParameters,
  proof: DpopProof | undefined,
  { replays }: Pick<Stores, 'replays'>,
): Promise<RequestParameters> {
  if (proof === undefined) return parameters;
  const named = parameters.get('dpop_jkt');
  if (named !== undefined && named !== proof.jkt) {
    throw new OAuthError('invalid_dpop_proof', 'dpop_jkt names another key than that of the DPoP proof');
  }
  if (!(await isFirstUse(proof, replays))) throw new OAuthError('invalid_dpop_proof', 'the DPoP proof was used before');
  return withPairs(parameters, [['dpop_jkt', proof.jkt]]);
}

/** The parameters with some of them set; those that were sent more than once still are. */
function withPairs(parameters: RequestParameters, pairs: readonly [string, string][]): RequestParameters {
  const set = new Set(pairs.map(([name]) => name));
  const others = [...parameters.names()].filter((name) => !set.has(name));
  return requestParameters([
    ...others.flatMap((name) => parameters.all(name).map((value): [string, string] => [name, value])),
    ...pairs,
  ]);
}
