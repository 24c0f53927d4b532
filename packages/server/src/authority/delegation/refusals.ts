import type { Decision, Effect, Refusal, Rule } from '../change.ts';

/** The change may be made, by this rule. */
export function allow(rule: Rule, effects: readonly Effect[]): Decision {
  return { kind: 'allowed', rule, effects };
}

/** A rule forbids the change. */
export function forbid(rule: Rule, reason: string): Refusal {
  return { kind: 'forbidden', rule, reason };
}

/** What `member` names does not exist, or is out of reach: the reason is the same, so that nothing is revealed. */
export function unknown(member: string): Refusal {
  return { kind: 'unknown', member, reason: 'there is no such one within reach' };
}

/** What `member` says makes no sense, whoever says it. */
export function invalid(member: string, reason: string): Refusal {
  return { kind: 'invalid', member, reason };
}

/** What `member` asks for is taken. */
export function conflict(member: string, reason: string): Refusal {
  return { kind: 'conflict', member, reason };
}

export const NOT_SUPER_ABOVE: Refusal = forbid(7, 'only a super of a role strictly above may change this role');
export const NOT_SUPER: Refusal = forbid(7, 'only a super of the parent role may add roles below it');
export const NOT_ROOT_SUPER: Refusal = forbid(7, 'only a super of the root role may do this');
