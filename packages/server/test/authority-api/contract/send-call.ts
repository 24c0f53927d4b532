import { Agent, request as httpRequest } from 'node:http';
import { clientJwt } from '../../support/tally-client.ts';
import type { ContractCall, ContractRequest, Verdict } from './calls/contract-call.ts';
import type { World } from './world.ts';

/** What was answered, as text. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request with the headers of its caller and the prefix it is sent under. */
export interface SentRequest {
  readonly call: string;
  readonly request: ContractRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly prefix: '/api' | '/api2' | '';
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Sends a call as it is, its body as JSON. */
export function sendCall(
  { server }: Pick<World, 'server'>,
  { call, request, headers, prefix }: SentRequest,
): Promise<CallAnswer> {
  const [method = ''] = call.split(' ');
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    // AuthZEN 1.0 §10.1 asks for the type; under `/api` existing clients name none.
    const type = prefix === '' ? { 'content-type': 'application/json' } : {};
    const options = { agent, method, headers: { ...headers, ...type, ...length } };
    const sent = httpRequest(`${server.url}${prefix}${request.path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The verdict of an answer under `/api2`; anything unforeseen is shown as it is. */
export function verdictOf({ status, headers, text }: CallAnswer): Verdict | string {
  if (status === 200) return 'ok';
  if (status === 401) return 'nobody';
  if (status === 404) return 'unknown';
  if (status === 403) return headers['www-authenticate']?.includes('error="insufficient_scope"') === true ? 'scope' : 'refused';
  return `${status} ${text}`;
}

/** The prefixes under which a call is served: AuthZEN 1.0 has none. */
export function prefixesOf({ call }: Pick<ContractCall, 'call'>): readonly SentRequest['prefix'][] {
  return call.includes(' /access/') ? [''] : ['/api2', '/api'];
}

/** What is left of a verdict under `/api`, where only the reason tells a refusal from what does not exist. */
export function plainVerdictOf({ status, text }: CallAnswer): 'ok' | 'denied' | 'nobody' | string {
  if (status === 401) return 'nobody';
  const { res_code: code, data } = JSON.parse(text) as { readonly res_code?: number; readonly data?: unknown };
  if (status === 200 && code === 0) return 'ok';
  return status === 200 && (code === 1 || code === 2) && data === null ? 'denied' : `${status} ${text}`;
}

/** What a verdict under `/api2` is under `/api`. */
export function plain(verdict: Verdict | string): string {
  return verdict === 'ok' || verdict === 'nobody' ? verdict : 'denied';
}

/** Whether `client_id` is what a call asks about, and not the client that its caller acts on (contract/authority.md §3). */
export function isAboutClientId({ call }: Pick<ContractCall, 'call'>): boolean {
  return /^GET \/user(?:\/|$)/.test(call);
}

/** The path of a request as a session sends it, which names the client it is about. */
export function pathOfSession(rule: Pick<ContractCall, 'call'>, { path }: ContractRequest, clientId: number): string {
  if (isAboutClientId(rule)) return path;
  return `${path}${path.includes('?') ? '&' : '?'}client_id=${clientId}`;
}

/** Headers with the JWT of the world's client. */
export function jwtHeaders({ server, client }: Pick<World, 'server' | 'client'>): Record<string, string> {
  return { authorization: `Client ${clientJwt(client, server.now())}` };
}

/** Has the world's client go on with the secret that an answer shows, where it shows a new one. */
export function keepSecret(world: World, { call }: Pick<ContractCall, 'call'>, text: string): void {
  if (call !== 'PUT /client/secret') return;
  const { secret, data } = JSON.parse(text) as { readonly secret?: string; readonly data?: { readonly secret: string } | null };
  world.client = { ...world.client, secret: secret ?? data?.secret ?? world.client.secret };
}
