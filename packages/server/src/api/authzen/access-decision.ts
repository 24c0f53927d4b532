import type { AuthzenAction, AuthzenResource, EvaluationRequest } from '@hufu/contract';
import { holdsResource } from '../../authority/effective-permissions.ts';
import type { ApiContext } from '../api-route.ts';
import { findUsers } from '../find-users.ts';
import type { View } from '../visibility.ts';
import { resourcesOfQuestion } from './resource-names.ts';

/** The one type of subject that is known. */
export const USER = 'user';

/** Users by the id a request gives, in the spelling of their own; one who is unknown or out of reach is missing. */
export type Subjects = ReadonlyMap<string, string>;

/** Finds the users that a request asks about. The database is asked only about ids that are not spelled as someone's own. */
export async function findSubjects(context: Pick<ApiContext, 'storage'>, view: View, ids: Iterable<string>): Promise<Subjects> {
  const wanted = [...new Set(ids)];
  const others = await findUsers(
    context,
    wanted.filter((id) => !view.state.isActive(id)),
  );
  const found = wanted.map((id): [string, string | undefined] => [id, view.state.isActive(id) ? id : others.get(id)?.id]);
  return new Map(found.flatMap(([id, own]) => (own !== undefined && view.hasUser(own) ? [[id, own]] : [])));
}

/** Whether the user holds what (resource, action) stands for, as far as the caller sees it (AuthZEN 1.0 §6). */
export function isPermitted(
  view: View,
  userId: string,
  { resource, action }: { readonly resource: AuthzenResource; readonly action: AuthzenAction },
): boolean {
  return resourcesOfQuestion(view.state, resource, action.name).some(
    (resourceId) => showsOf(view, userId, resourceId) && holdsResource(view.state, { userId, resourceId }, view.moment),
  );
}

/** Whether the caller may know of a resource in an answer about the user: of their own, anything they hold. */
export function showsOf(view: View, userId: string, resourceId: number): boolean {
  return view.isRootSuper || userId === view.self || view.hasResource(resourceId);
}

/** Decides one request; who or what is unknown or out of reach is denied (AuthZEN 1.0 §6). */
export function decideRequest(view: View, subjects: Subjects, { subject, ...asked }: EvaluationRequest): boolean {
  const userId = subject.type === USER ? subjects.get(subject.id) : undefined;
  return userId !== undefined && isPermitted(view, userId, asked);
}
