import type { EvaluationRequest } from '@hufu/contract';
import { effectivePermissions, holdsResourceNamed } from '../../authority/effective-permissions.ts';
import { ResourceSet } from '../../authority/state/resource-set.ts';
import type { ApiContext } from '../api-route.ts';
import { findUsers } from '../find-users.ts';
import type { View } from '../visibility.ts';
import { nameOfQuestion } from './resource-names.ts';

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

/** Answers whether users hold what (resource, action) stands for, as far as the caller sees it (AuthZEN 1.0 §6). */
export type Decide = (userId: string, asked: Pick<EvaluationRequest, 'resource' | 'action'>) => boolean;

/** How many users' resources are remembered in a request: some megabytes at the worst. */
const REMEMBERED = 256;

/** Decides for one request, which may ask ten thousand times: what was found out for one entry serves the others. */
export function deciding(view: View): Decide {
  const decisions = remembering(Number.POSITIVE_INFINITY, (key: string) => {
    const [userId, name] = JSON.parse(key) as [string, string];
    const wanted = view.state.namesakes(name);
    return ResourceSet.intersect(held(userId), userId === view.self ? wanted : shown(name));
  });
  const held = remembering(REMEMBERED, (userId: string) => effectivePermissions(view.state, userId, view.moment));
  const shown = remembering(REMEMBERED, (name: string) => shownNamesakes(view, name));
  return (userId, { resource, action }) => {
    const name = nameOfQuestion(view.state, resource, action.name);
    return name !== undefined && decisions(JSON.stringify([userId, name]));
  };
}

/** The resources of a name that the caller may know of in an answer about somebody else; of their own, anything they hold. */
export function shownNamesakes(view: View, name: string): ReadonlySet<number> {
  const wanted = view.state.namesakes(name);
  return view.isRootSuper ? wanted : ResourceSet.like(wanted, [...wanted].filter(view.hasResource));
}

/** Decides one request; who or what is unknown or out of reach is denied (AuthZEN 1.0 §6). */
export function decideRequest(decide: Decide, subjects: Subjects, { subject, ...asked }: EvaluationRequest): boolean {
  const userId = subject.type === USER ? subjects.get(subject.id) : undefined;
  return userId !== undefined && decide(userId, asked);
}

/** Decides a request that asks one thing of a user within reach, if any; nothing is worth remembering then (AuthZEN 1.0 §6). */
export function decideOnce(
  view: View,
  userId: string | undefined,
  asked: Pick<EvaluationRequest, 'resource' | 'action'>,
): boolean {
  if (userId === undefined) return false;
  if (!view.isRootSuper && userId !== view.self) return deciding(view)(userId, asked);
  const name = nameOfQuestion(view.state, asked.resource, asked.action.name);
  return name !== undefined && holdsResourceNamed(view.state, { userId, name }, view.moment);
}

/** Remembers the latest answers, at most so many. */
function remembering<V>(most: number, answer: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? answer(key);
    if (known.size >= most) for (const [oldest] of known) if (known.delete(oldest)) break;
    known.set(key, value);
    return value;
  };
}
