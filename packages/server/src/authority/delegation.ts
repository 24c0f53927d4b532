import type { AuthorityState } from './authority-state.ts';
import type { AuthorityChange, Decision, Proposal } from './change.ts';
import { addGroups, removeGroups } from './delegation/group-changes.ts';
import type { Judged } from './delegation/judged.ts';
import { link, replaceLinks, unlink } from './delegation/link-changes.ts';
import { endMemberships, setMemberships } from './delegation/membership-changes.ts';
import { addResources, changeResources, deleteResources } from './delegation/resource-changes.ts';
import { rightsOf } from './delegation/rights.ts';
import { addRole, changeRole, deleteRole, insertRole } from './delegation/tree-changes.ts';

/**
 * Decides a change of one client's authority by contract/authority.md §2, and names the rule that allows or forbids it. Pure:
 * nothing is changed; the effects say what to write. Every decision looks in this order, and the first refusal counts: the form
 * of the request, whether what it names is within reach, whether the actor may (rules 8, 9, 7), whether the model allows it
 * (rules 1 to 5). So what is out of reach never shows in an answer.
 */
export function decide(state: AuthorityState, { actor, change, now }: Proposal): Decision {
  return judge({ state, actor, rights: rightsOf(state, actor, now), now }, change);
}

function judge(judged: Judged, change: AuthorityChange): Decision {
  switch (change.kind) {
    case 'add_role':
      return addRole(judged, change);
    case 'change_role':
      return changeRole(judged, change);
    case 'delete_role':
      return deleteRole(judged, change);
    case 'insert_role':
      return insertRole(judged, change);
    case 'set_memberships':
      return setMemberships(judged, change);
    case 'end_memberships':
      return endMemberships(judged, change);
    case 'add_groups':
      return addGroups(judged, change);
    case 'remove_groups':
      return removeGroups(judged, change);
    case 'add_resources':
      return addResources(judged, change);
    case 'change_resources':
      return changeResources(judged, change);
    case 'delete_resources':
      return deleteResources(judged, change);
    case 'link':
      return link(judged, change);
    case 'unlink':
      return unlink(judged, change);
    case 'replace_links':
      return replaceLinks(judged, change);
  }
}
