import { type RawAnswer, sendRaw } from '../../support/raw-http.ts';
import type { CallerKind, ContractCall, ContractRequest } from './calls/contract-call.ts';
import { jwtHeaders, pathOfSession } from './send-call.ts';
import { type Person, tokenHeaders, type Who, type World } from './world.ts';

/** Who may make a call, and the header lines by which they show it. */
export interface Granted {
  readonly who: Who;
  readonly kind: CallerKind;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whom a rule grants a call when they show themself in this way: the mightiest, whom rules name last. */
function grantee(rule: ContractCall, kind: CallerKind): Who | undefined {
  if (!rule.callers.includes(kind)) return undefined;
  const granted = kind === 'session' ? [...rule.who, ...(rule.whoBySession ?? [])] : rule.who;
  return granted.findLast((one) => (one === 'client') === (kind === 'client'));
}

/** The kinds of callers of whom somebody may make a call. */
export function kindsGranted(rule: ContractCall): CallerKind[] {
  return rule.callers.filter((kind) => grantee(rule, kind) !== undefined);
}

/** Somebody who may make a call, showing themself in this way; `undefined` where nobody does so. */
export async function grantedBy(world: World, rule: ContractCall, kind: CallerKind): Promise<Granted | undefined> {
  const who = grantee(rule, kind);
  if (who === undefined) return undefined;
  if (kind === 'client') return { who, kind, headers: jwtHeaders(world) };
  if (kind === 'token') return { who, kind, headers: await tokenHeaders(world, who, 'all:all') };
  return { who, kind, headers: { ...(await world.session(who as Person)) } };
}

/** Somebody who may make a call, a token before a client before a session. */
export async function anyGranted(world: World, rule: ContractCall): Promise<Granted> {
  for (const kind of ['token', 'client', 'session'] as const) {
    const granted = await grantedBy(world, rule, kind);
    if (granted !== undefined) return granted;
  }
  throw new Error(`nobody may: ${rule.call}`);
}

/** The request of a rule as somebody sends it. */
export async function requestFor(world: World, rule: ContractCall, { who, kind }: Granted): Promise<ContractRequest> {
  const request = await rule.request(world, who);
  return kind === 'session' ? { ...request, path: pathOfSession(rule, request, world.client.id) } : request;
}

/** What goes over the socket as it stands. */
export interface RawCall {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a call over a connection of its own. */
export function sendRawCall({ server }: World, { method, target, headers, body }: RawCall): Promise<RawAnswer> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return sendRaw(server, { method, target, headers: lines, body });
}

/** A text as a chunked body (RFC 9112 §7.1), cut in two. */
export function chunked(text: string): string {
  const bytes = Buffer.from(text);
  const middle = Math.ceil(bytes.length / 2);
  const parts = [bytes.subarray(0, middle), bytes.subarray(middle)].filter(({ length }) => length > 0);
  return `${parts.map((part) => `${part.length.toString(16)}\r\n${part.toString('latin1')}\r\n`).join('')}0\r\n\r\n`;
}
