import type { GrantWire, PathWire, ResourceExplanationWire, RoleNameWire } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';
import type { Explanation } from '../../authority/explanation/explain.ts';
import type { Grant } from '../../authority/explanation/grants.ts';
import type { HoldingPath } from '../../authority/explanation/paths.ts';
import type { Resource } from '../../authority/model.ts';
import { instantWire } from './instant-wire.ts';
import { membershipWire } from './membership-wire.ts';

/** Where the names in an explanation come from. */
export interface ExplanationNames {
  readonly state: AuthorityState;
  /** Names of groups by id. */
  readonly groups: ReadonlyMap<number, string>;
}

/** Why a user holds one resource or does not, with the names of what is only numbered inside. */
export function explanationWire(resource: Resource, explanation: Explanation, names: ExplanationNames): ResourceExplanationWire {
  const about = { resource_id: resource.id, resource_name: resource.name, decision: explanation.decision };
  if (explanation.decision === 'allow') {
    return { ...about, paths: explanation.paths.map((path) => pathWire(path, names)), expired: [], grants: [] };
  }
  const grants = explanation.grants.map((grant) => grantWire(grant, names));
  return { ...about, paths: [], expired: explanation.expired.map(membershipWire), grants };
}

function pathWire({ roleId, type, expiresAt, groupId, inherited }: HoldingPath, names: ExplanationNames): PathWire {
  const first = inherited.first.map((id) => roleName(id, names));
  return {
    role: roleName(roleId, names),
    role_type: type,
    ...(expiresAt === null ? {} : { expires_at: instantWire(expiresAt) }),
    ...(groupId === undefined ? {} : { group: names.groups.get(groupId) ?? '' }),
    inherited: { count: inherited.count, first },
  };
}

function grantWire({ kind, roleId, gives, entitled, moreEntitled }: Grant, names: ExplanationNames): GrantWire {
  const people = entitled.map((one) => membershipWire(one));
  return { kind, role: roleName(roleId, names), gives, entitled: people, more_entitled: moreEntitled };
}

function roleName(id: number, { state }: ExplanationNames): RoleNameWire {
  return { id, name: state.role(id)?.name ?? '' };
}
