import type { AuthorityState } from '../authority-state.ts';

/** What of a state is otherwise, in a dry run of what does not change the tree itself. */
export type PeopleOverlay = Partial<Pick<AuthorityState, 'isActive' | 'groupRolesOfUser' | 'usersOfGroup' | 'users'>>;

/** The same tree with other people; what is not named is as it was. */
export function withPeople(state: AuthorityState, overlay: PeopleOverlay): AuthorityState {
  return {
    clientId: state.clientId,
    epoch: state.epoch,
    rootId: state.rootId,
    role: (id) => state.role(id),
    roles: () => state.roles(),
    childrenOf: (roleId) => state.childrenOf(roleId),
    resource: (id) => state.resource(id),
    resources: () => state.resources(),
    resourcesNamed: (name) => state.resourcesNamed(name),
    namesakes: (name) => state.namesakes(name),
    resourcesOf: (roleId) => state.resourcesOf(roleId),
    membership: (roleId, userId) => state.membership(roleId, userId),
    membershipsOf: (roleId) => state.membershipsOf(roleId),
    administratorsOf: (roleId) => state.administratorsOf(roleId),
    membershipsOfUser: (userId) => state.membershipsOfUser(userId),
    groupsOf: (roleId) => state.groupsOf(roleId),
    groupRolesOfUser: (userId) => state.groupRolesOfUser(userId),
    usersOfGroup: (groupId) => state.usersOfGroup(groupId),
    users: () => state.users(),
    isActive: (userId) => state.isActive(userId),
    ...overlay,
  };
}
