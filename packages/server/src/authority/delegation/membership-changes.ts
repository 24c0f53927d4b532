import type { ChangeOf, Decision, Effect, MembershipWish, Refusal } from '../change.ts';
import { currentMembership } from '../effective-type.ts';
import type { Membership } from '../model.ts';
import type { Judged } from './judged.ts';
import { allow, forbid, invalid, unknown } from './refusals.ts';
import { losesLastRootSuper } from './root-super.ts';

const OWN: Refusal = forbid(8, 'nobody makes, changes or ends a membership of their own');
const SUPER: Refusal = forbid(7, 'only a super of the root role makes, changes or ends a membership as super');
const LAST: Refusal = forbid(1, 'an active super without an end must remain in the root role');

/**
 * Makes memberships and changes those that exist. Judged in this order: the form of all, the reach of all, then each in turn by
 * rules 8 and 7, then rule 1 on what would be left. What is exactly as asked already has no effect.
 */
export function setMemberships(judged: Judged, { memberships }: ChangeOf<'set_memberships'>): Decision {
  const wishes = distinct(memberships);
  const malformed = checkExpiries(wishes, judged.now) ?? checkRepeats(wishes);
  if (malformed !== undefined) return malformed;
  const refused = judgeEach(judged, wishes);
  if (refused !== undefined) return refused;
  return unlessLast(
    judged,
    wishes.flatMap((wish) => effectsOfWish(judged, wish)),
  );
}

/** Ends memberships, judged like `setMemberships`. One that does not exist, or has expired, has no effect. */
export function endMemberships(judged: Judged, { memberships }: ChangeOf<'end_memberships'>): Decision {
  const keys = distinct(memberships.map(({ roleId, userId }) => ({ roleId, userId })));
  const refused = judgeEach(judged, keys);
  if (refused !== undefined) return refused;
  const held = keys.filter((key) => currentMembership(judged.state, key, judged.now) !== undefined);
  return unlessLast(
    judged,
    held.map(({ roleId, userId }) => ({ kind: 'membership_ends', roleId, userId })),
  );
}

function checkExpiries(wishes: readonly MembershipWish[], now: number): Refusal | undefined {
  const sensible = ({ expiresAt }: MembershipWish): boolean =>
    typeof expiresAt !== 'number' || (Number.isSafeInteger(expiresAt) && expiresAt > now);
  return wishes.every(sensible) ? undefined : invalid('expires_at', 'must lie in the future');
}

/** What is left after equal ones were taken out and still names the same membership contradicts itself. */
function checkRepeats(wishes: readonly MembershipWish[]): Refusal | undefined {
  const keys = new Set(wishes.map(({ roleId, userId }) => `${roleId} ${userId}`));
  return keys.size < wishes.length ? invalid('user_id', 'must not be named twice with different wishes') : undefined;
}

function distinct<T extends MembershipWish>(wishes: readonly T[]): T[] {
  const keyed = wishes.map((wish): [string, T] => [
    JSON.stringify([wish.roleId, wish.userId, wish.type ?? '', wish.expiresAt === undefined ? '' : wish.expiresAt]),
    wish,
  ]);
  return [...new Map(keyed).values()];
}

function judgeEach(judged: Judged, wishes: readonly MembershipWish[]): Refusal | undefined {
  const { state, rights, now } = judged;
  if (!wishes.every(({ roleId }) => rights.reaches(roleId))) return unknown('role_id');
  for (const wish of wishes) {
    if (wish.userId === rights.self) return OWN;
    const stored = currentMembership(state, wish, now);
    if ((wish.type === 'super' || stored?.type === 'super') && !rights.isRootSuper) return SUPER;
  }
  return undefined;
}

function effectsOfWish({ state, rights, now }: Judged, wish: MembershipWish): Effect[] {
  const { roleId, userId } = wish;
  const stored = currentMembership(state, wish, now);
  const type = wish.type ?? stored?.type ?? 'normal';
  const asked = wish.expiresAt === undefined ? (stored?.expiresAt ?? null) : wish.expiresAt;
  if (isAlready(stored, { type, expiresAt: asked })) return [];
  // Rule 8: what is granted ends no later than the right by which it is.
  const involvesSuper = type === 'super' || stored?.type === 'super';
  const until = involvesSuper ? rights.at(state.rootId).super : rights.at(roleId).admin;
  const end = Math.min(asked ?? Infinity, until);
  const expiresAt = end === Infinity ? null : end;
  if (isAlready(stored, { type, expiresAt })) return [];
  const begins: Effect = { kind: 'membership_begins', roleId, userId, type, expiresAt };
  // The row of an expired membership is ended as well: storage holds one row for a role and a user.
  return state.membership(roleId, userId) === undefined ? [begins] : [{ kind: 'membership_ends', roleId, userId }, begins];
}

function isAlready(stored: Membership | undefined, wanted: Pick<Membership, 'type' | 'expiresAt'>): boolean {
  return stored?.type === wanted.type && stored.expiresAt === wanted.expiresAt;
}

function unlessLast({ state }: Judged, effects: readonly Effect[]): Decision {
  return losesLastRootSuper(state, effects) ? LAST : allow(7, effects);
}
