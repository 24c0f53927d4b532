import type { IncomingMessage } from 'node:http';
import { parseOpaqueToken } from '../crypto/opaque-token.ts';
import { parseClientId } from '../oauth/client/client-id.ts';
import { presentedClient } from '../oauth/client-authentication/authenticate-client.ts';
import type { Presentation } from '../oauth/client-authentication/authentication-method.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { NO_PARAMETERS, type RequestParameters } from '../oauth/parameters.ts';
import { checkOfRefusal } from '../observability/flow-recorder/checks/checks.ts';
import {
  FLOW_ENDPOINTS,
  type FlowDetail,
  type FlowOutcome,
  type ReceivedValue,
} from '../observability/flow-recorder/flow-trace.ts';
import { shownPairs } from '../observability/flow-recorder/shown-value.ts';
import type { EdgeContext } from './edge-context.ts';
import { parseForm } from './form.ts';
import type { RequestFacts } from './front/request-facts.ts';

/** What came of a request, as the one who answers it knows. */
export interface FlowNote {
  readonly outcome: FlowOutcome;
  /** Why not: as `FlowCheck.refusals` spells it. */
  readonly refusal?: string;
  /** The code of the error that was answered. */
  readonly error?: string;
  /** What the client was told; it repeats nothing that was sent. */
  readonly description?: string;
  /** The page that was shown. */
  readonly page?: string;
  readonly grantId?: string;
  /** The code that was issued. */
  readonly code?: string;
  /** The id of the device code that it is about. */
  readonly codeId?: string;
  /** The reference under which the request is kept. */
  readonly requestUri?: string;
}

/** What noting needs. */
export type FlowNoteContext = Pick<EdgeContext, 'flows' | 'keys' | 'now'>;

/** A request with what the front knows of it. */
export interface NotedRequest {
  readonly request: IncomingMessage;
  readonly facts: RequestFacts;
}

/** Whether requests to this path under the issuer's leave traces. */
export function leavesTraces(path: string): boolean {
  return FLOW_ENDPOINTS.has(path);
}

/** Leaves the trace of a request, once, when it is answered. Requests to other paths leave none. */
export function noteFlow(context: FlowNoteContext, noted: NotedRequest, note: FlowNote): void {
  const { facts } = noted;
  const endpoint = FLOW_ENDPOINTS.get(facts.path);
  if (endpoint === undefined || !context.flows.wants(note.outcome)) return;
  const sent = sentIn(noted);
  context.flows.record({
    id: facts.requestId,
    at: context.now(),
    endpoint,
    clientId: claimedClient(sent),
    outcome: note.outcome,
    error: note.error ?? null,
    failed: note.refusal === undefined ? null : checkOfRefusal(note.refusal),
    requestKey: requestKey(context, noted, note.requestUri ?? sent.query.get('request_uri')),
    codeId: note.codeId ?? codeId(note.code ?? sent.form.get('code') ?? sent.query.get('code') ?? sent.form.get('device_code')),
    grantId: note.grantId ?? null,
    detail: detailOf(noted, sent, note),
  });
}

/** What is noted of a refusal. */
export function refusalNote(error: OAuthError): FlowNote {
  const { code, description, detail } = error;
  // A device that waits is no failure: somebody is being asked.
  const outcome = code === 'authorization_pending' ? 'asked' : 'refused';
  return { outcome, refusal: `${code}: ${detail ?? description}`, error: code, description };
}

interface Sent {
  readonly query: RequestParameters;
  readonly form: RequestParameters;
  readonly presented: Presentation | undefined;
}

function sentIn({ request, facts }: NotedRequest): Sent {
  const form = facts.form ?? NO_PARAMETERS;
  return { query: parseForm(facts.query) ?? NO_PARAMETERS, form, presented: presentedIn(request, form) };
}

function claimedClient({ query, form, presented }: Sent): number | null {
  const claimed = presented?.clientId ?? form.get('client_id') ?? query.get('client_id');
  return (claimed === undefined ? undefined : parseClientId(claimed)) ?? null;
}

function codeId(code: string | undefined): string | null {
  if (code === undefined) return null;
  return (parseOpaqueToken('hfc_', code) ?? parseOpaqueToken('hfd_', code))?.id ?? null;
}

function detailOf({ request }: NotedRequest, { query, form, presented }: Sent, { description, page }: FlowNote): FlowDetail {
  return {
    ...(presented === undefined ? {} : { authentication: presented.method }),
    received: [...received('query', query), ...received('body', form), ...receivedHeaders(request)],
    ...(description === undefined ? {} : { description }),
    ...(page === undefined ? {} : { page }),
  };
}

function presentedIn(request: IncomingMessage, body: RequestParameters): Presentation | undefined {
  try {
    return presentedClient({
      authorization: request.headersDistinct['authorization'] ?? [],
      authencation: request.headersDistinct['authencation'] ?? [],
      body,
    });
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
}

function received(place: 'query' | 'body', parameters: RequestParameters): ReceivedValue[] {
  const pairs = [...parameters.names()].map((name): [string, string] => [name, parameters.get(name) ?? '']);
  const shown = shownPairs(pairs).map(([name, value]) => ({ in: place, name, value }));
  return shown.map((one) => (parameters.repeated.has(one.name) ? { ...one, value: `${one.value} (sent more than once)` } : one));
}

const SCHEME = /^(basic|bearer|client|dpop)(?= )/i;

function receivedHeaders({ headersDistinct }: IncomingMessage): ReceivedValue[] {
  return ['authorization', 'authencation', 'content-type', 'dpop'].flatMap((name) =>
    (headersDistinct[name] ?? []).slice(0, 3).map((value) => ({ in: 'header' as const, name, value: headerText(name, value) })),
  );
}

function headerText(name: string, value: string): string {
  if (name === 'content-type') return /^[a-z]+\/[a-z+-]{1,40}/i.exec(value)?.[0] ?? `(${value.length} characters)`;
  return `${SCHEME.exec(value)?.[0] ?? ''} (${value.length} characters)`.trimStart();
}

// The same for each page and form of one request, in whatever language, and where it was pushed; what is in it is not to be guessed from it.
function requestKey({ keys }: FlowNoteContext, { facts }: NotedRequest, requestUri: string | undefined): string | null {
  if (requestUri !== undefined) return digest(keys, `request_uri ${requestUri}`);
  if (FLOW_ENDPOINTS.get(facts.path) !== 'authorization' || facts.query === '') return null;
  const fields = facts.query.split('&').filter((field) => field !== '' && !field.startsWith('ui_locales='));
  return digest(keys, `query ${fields.join('&')}`);
}

function digest(keys: FlowNoteContext['keys'], of: string): string {
  return keys.mac('fingerprint', `authorization request: ${of}`).slice(0, 22);
}
