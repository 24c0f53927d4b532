import type { ActionSearch, ResourceSearch, SubjectSearch } from '@hufu/contract';
import { effectivePermissions, usersHoldingAny } from '../../authority/effective-permissions.ts';
import type { View } from '../visibility.ts';
import { deciding, shownNamesakes, USER } from './access-decision.ts';
import { actionsOfType, idInName, nameOfQuestion } from './resource-names.ts';

/** Ids of the users within the caller's reach who hold what is asked about (AuthZEN 1.0 §8.4). */
export function searchSubjects(view: View, { subject, action, resource }: SubjectSearch): ReadonlySet<string> {
  const name = nameOfQuestion(view.state, resource, action.name);
  if (subject.type !== USER || name === undefined) return new Set();
  const holders = usersHoldingAny(view.state, shownNamesakes(view, name), view.moment);
  const found = new Set([...holders].filter(view.hasUser));
  if (view.self !== undefined && deciding(view)(view.self, { resource, action })) found.add(view.self);
  return found;
}

/** Ids of the resources of a type that the user may act on (AuthZEN 1.0 §8.5). */
export function searchResources(view: View, userId: string, { action, resource: { type } }: ResourceSearch): ReadonlySet<string> {
  const decide = deciding(view);
  const found = new Set<string>();
  for (const resourceId of effectivePermissions(view.state, userId, view.moment)) {
    const id = idInName(view.state.resource(resourceId)?.name ?? '', type, action.name);
    if (id !== undefined && !found.has(id) && decide(userId, { resource: { type, id }, action })) found.add(id);
  }
  return found;
}

/** The actions, of those that the client's names know for the type, that the user may do with the resource (AuthZEN 1.0 §8.6). */
export function searchActions(view: View, userId: string, { resource }: ActionSearch): ReadonlySet<string> {
  const decide = deciding(view);
  const known = [...actionsOfType(view.state, resource.type)];
  return new Set(known.filter((name) => decide(userId, { resource, action: { name } })));
}
