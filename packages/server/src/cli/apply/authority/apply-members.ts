import type { MembershipWish } from '../../../authority/change.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { MemberInput } from '../document/authority-document.ts';
import type { PlacedRole } from './apply-roles.ts';
import { halt, make, makeAll, type TreeApplication } from './tree-application.ts';

type PlacedWish = MembershipWish & { readonly place: string };

/** Puts groups into roles and, with `prune`, takes out those that the list of a role does not name. */
export async function applyRoleGroups(application: TreeApplication, roles: readonly PlacedRole[]): Promise<void> {
  for (const { place, input, roleId } of roles) {
    if (input.groups === undefined) continue;
    const at = `${place}.groups`;
    const groupIds = input.groups.map(
      (reference, index) =>
        application.references.groupId(reference) ?? halt(application, `${at}[${index}]`, 'there is no such group'),
    );
    if (groupIds.length > 0) await make(application, at, { kind: 'add_groups', roleId, groupIds });
    if (!application.prune) continue;
    const surplus = [...application.turn.state.groupsOf(roleId)]
      .map(({ groupId }) => groupId)
      .filter((id) => !groupIds.includes(id));
    if (surplus.length > 0) await make(application, at, { kind: 'remove_groups', roleId, groupIds: surplus });
  }
}

/**
 * Makes and changes memberships, and with `prune` ends those that the list of a role does not name. Supers come first, so that
 * the root is never without one on the way.
 */
export async function applyMembers(application: TreeApplication, roles: readonly PlacedRole[]): Promise<void> {
  const wishes = roles.flatMap((role) => wishesOf(application, role));
  const supers = wishes.filter(({ type }) => type === 'super');
  const others = wishes.filter(({ type }) => type !== 'super');
  await makeAll(application, {
    place: `${application.path}.roles`,
    items: [...supers, ...others].filter((wish) => !hasPassed(application, wish)),
    change: (memberships) => ({ kind: 'set_memberships', memberships }),
  });
  if (!application.prune) return;
  for (const role of roles) if (role.input.members !== undefined) await pruneMembers(application, role);
}

function wishesOf(application: TreeApplication, { place, input, roleId }: PlacedRole): PlacedWish[] {
  const named = new Set<string>();
  return (input.members ?? []).map((member, index) => {
    const at = `${place}.members[${index}]`;
    const userId = application.references.userId(member.user_id) ?? halt(application, `${at}.user_id`, 'there is no such user');
    if (named.has(userId)) halt(application, `${at}.user_id`, 'is in this list twice');
    named.add(userId);
    return { roleId, userId, type: member.role_type, expiresAt: expiryOf(member), place: at };
  });
}

function expiryOf({ expires_at: until }: MemberInput): number | null | undefined {
  return typeof until === 'string' ? Date.parse(until) : until;
}

// A file that is applied at each start must not stop the server once a membership in it has expired.
function hasPassed({ now, report }: TreeApplication, { expiresAt, place }: PlacedWish): boolean {
  const passed = typeof expiresAt === 'number' && expiresAt <= now;
  if (passed) report.warnings.push(`${place}: expired already, so it is passed over`);
  return passed;
}

async function pruneMembers(application: TreeApplication, { place, input, roleId }: PlacedRole): Promise<void> {
  const named = new Set((input.members ?? []).map(({ user_id }) => foldUserId(user_id)));
  const surplus = [...application.turn.state.membershipsOf(roleId)].filter(({ userId }) => !named.has(foldUserId(userId)));
  const memberships = surplus.map(({ userId }) => ({ roleId, userId }));
  if (surplus.length > 0) await make(application, `${place}.members`, { kind: 'end_memberships', memberships });
}
