import type { ExplanationWire, GrantWire, PathWire, ResourceExplanationWire, RoleNameWire, RoleUserWire } from '@hufu/contract';
import { counted } from '../../output/counted.ts';
import { printable } from '../../output/table.ts';

/** An explanation as text for the operator: for *allow* every path, for *deny* the smallest grants and who may make each. */
export function explanationText({ user_id: user, active, resources }: ExplanationWire): string {
  const lines = resources.flatMap((resource) => resourceLines(resource, { user, active }));
  return lines.map((line) => `${line}\n`).join('');
}

interface About {
  readonly user: string;
  readonly active: boolean;
}

function resourceLines(explained: ResourceExplanationWire, about: About): string[] {
  const resource = `${printable(explained.resource_name)} (resource ${explained.resource_id})`;
  if (explained.decision === 'allow') return [`${about.user} holds ${resource}:`, ...explained.paths.flatMap(pathLines)];
  return [
    `${about.user} does not hold ${resource}.`,
    ...(about.active ? [] : [`  ${about.user} is not active, and so holds nothing.`]),
    ...explained.expired.map(expiredLine),
    ...grantsLines(explained.grants, about.user),
  ];
}

function pathLines({ role, role_type: type, expires_at: until, group, inherited }: PathWire): string[] {
  const how = group === undefined ? `as ${type} of` : `by the group ${printable(group)} in`;
  const path = `  - ${how} ${roleText(role)}${until === undefined ? '' : `, until ${until}`}`;
  if (inherited.count === 0) return [path];
  const more = inherited.count - inherited.first.length;
  const roles = [...inherited.first.map(roleText), ...(more === 0 ? [] : [`${more} more`])];
  return [path, `      and so in what is below and holds it too: ${roles.join(', ')}`];
}

function expiredLine({ role_id: role, role_type: type, expires_at: until }: RoleUserWire): string {
  return `  A membership that would allow it has expired: as ${type} of role ${role}, on ${until ?? 'an unknown day'}.`;
}

function grantsLines(grants: readonly GrantWire[], user: string): string[] {
  if (grants.length === 0) return [];
  const lines = grants.flatMap((grant) => [grantLine(grant, user), `      who may: ${entitledText(grant)}`]);
  return ['  What would allow it, the smallest first:', ...lines];
}

function grantLine({ kind, role, gives }: GrantWire, user: string): string {
  if (kind === 'membership') return `  - make ${user} a member of ${roleText(role)}: gives them ${counted(gives, 'resource')}`;
  return `  - link the resource to ${roleText(role)}, where ${user} is: gives it to ${counted(gives, 'user')}`;
}

function entitledText({ entitled, more_entitled: more }: GrantWire): string {
  if (entitled.length === 0) return 'the client itself and the operator only';
  const people = entitled.map(({ user_id: user, role_type: type, role_id: role }) => `${user} (${type} of role ${role})`);
  return [...people, ...(more ? ['others'] : [])].join(', ');
}

function roleText({ id, name }: RoleNameWire): string {
  return `${printable(name)} (role ${id})`;
}
