import type { ActionSearch, ResourceSearch, SubjectSearch } from '@hufu/contract';
import { effectivePermissions, usersHolding } from '../../authority/effective-permissions.ts';
import type { View } from '../visibility.ts';
import { isPermitted, showsOf, USER } from './access-decision.ts';
import { actionsOfType, idInName, resourcesOfQuestion } from './resource-names.ts';

/** Ids of the users within the caller's reach who hold what is asked about (AuthZEN 1.0 §8.4). */
export function searchSubjects(view: View, { subject, action, resource }: SubjectSearch): ReadonlySet<string> {
  const found = new Set<string>();
  if (subject.type !== USER) return found;
  for (const resourceId of resourcesOfQuestion(view.state, resource, action.name)) {
    for (const userId of usersHolding(view.state, resourceId, view.moment)) {
      if (view.hasUser(userId) && showsOf(view, userId, resourceId)) found.add(userId);
    }
  }
  return found;
}

/** Ids of the resources of a type that the user may act on (AuthZEN 1.0 §8.5). */
export function searchResources(view: View, userId: string, { action, resource: { type } }: ResourceSearch): ReadonlySet<string> {
  const found = new Set<string>();
  for (const resourceId of effectivePermissions(view.state, userId, view.moment)) {
    const id = idInName(view.state.resource(resourceId)?.name ?? '', type, action.name);
    if (id !== undefined && !found.has(id) && isPermitted(view, userId, { resource: { type, id }, action })) found.add(id);
  }
  return found;
}

/** The actions, of those that the client's names know for the type, that the user may do with the resource (AuthZEN 1.0 §8.6). */
export function searchActions(view: View, userId: string, { resource }: ActionSearch): ReadonlySet<string> {
  const known = [...actionsOfType(view.state, resource.type)];
  return new Set(known.filter((name) => isPermitted(view, userId, { resource, action: { name } })));
}
