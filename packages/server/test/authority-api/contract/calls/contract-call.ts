import type { Who, World } from '../world.ts';

/** How a caller shows who they are. */
export type CallerKind = 'token' | 'client' | 'session';

/** What is sent: a path under `/api` with its query (without `client_id`), and a body. */
export interface ContractRequest {
  readonly path: string;
  readonly body?: unknown;
}

/** One call of the contract's table with the rule for it, written from contract/authority.md by hand. */
export interface ContractCall {
  /** As the contract names it, without query: `GET /roleUsers/:role_id`. */
  readonly call: string;
  /** What is asked for, where one call has several rules. */
  readonly when?: string;
  /** The scopes that a token needs for the call; none where the contract names none. */
  readonly scopes: readonly string[];
  /** Those that it needs beside them, for the relations that are asked for. */
  readonly related?: readonly string[];
  readonly callers: readonly CallerKind[];
  /** Who is answered. */
  readonly who: readonly Who[];
  /** Who is answered too, when signed in. */
  readonly whoBySession?: readonly Who[];
  /** For whom what the request names does not exist; everybody else is refused. */
  readonly hidden?: readonly Who[];
  /** A request that succeeds for those who may; `self` is who sends it. Built anew after each success. */
  readonly request: (world: World, self: Who) => ContractRequest | Promise<ContractRequest>;
  /** What `data` then is, by an asymmetric matcher where it is not always the same. */
  readonly data: unknown;
}

/** Name of a call with its `when`. */
export function titleOf({ call, when }: ContractCall): string {
  return when === undefined ? call : `${call} (${when})`;
}

/** What a call is to answer: data, or nothing since the caller may not, lacks a scope, names what does not exist, or is nobody. */
export type Verdict = 'ok' | 'refused' | 'scope' | 'unknown' | 'nobody';

/** What the rule of a call says of a caller whose credentials are good; `scopes` is what a token holds. */
export function ruled(
  rule: ContractCall,
  who: Who,
  { kind, scopes = ['all:all'] }: { readonly kind: CallerKind; readonly scopes?: readonly string[] },
): Verdict {
  if (!rule.callers.includes(kind)) return 'refused';
  const lacks = (scope: string): boolean => !scopes.includes(scope) && !scopes.includes('all:all');
  if (rule.scopes.some(lacks)) return 'scope';
  const granted = rule.who.includes(who) || (kind === 'session' && rule.whoBySession?.includes(who) === true);
  if (granted) return rule.related?.some(lacks) === true ? 'scope' : 'ok';
  return rule.hidden?.includes(who) === true ? 'unknown' : 'refused';
}
