import type { ChangeOf, Decision, Effect, Refusal, ResourceText } from '../change.ts';
import type { Judged } from './judged.ts';
import { allowForEach, unlinkDownwards } from './link-effects.ts';
import { allow, conflict, invalid, NOT_ROOT_SUPER, unknown } from './refusals.ts';
import { checkResourceText } from './text-limits.ts';

/** Makes resources, which the root holds from then on: only a root super may (rules 4 and 7). */
export function addResources({ state, actor, rights }: Judged, { resources }: ChangeOf<'add_resources'>): Decision {
  const ids = resources.flatMap(({ id }) => id ?? []);
  const malformed = checkTexts(resources) ?? checkRepeats(ids);
  if (malformed !== undefined) return malformed;
  if (ids.length > 0 && actor.kind !== 'system') return invalid('id', 'is given out, not chosen');
  if (!rights.isRootSuper) return NOT_ROOT_SUPER;
  if (ids.some((id) => state.resource(id) !== undefined)) return conflict('id', 'is taken');
  return allow(
    7,
    resources.flatMap(({ id, name, description, data }, index): Effect[] => [
      { kind: 'resource_begins', key: { newId: index }, name, description, data, id },
      { kind: 'link_begins', roleId: state.rootId, resourceId: { newId: index } },
    ]),
  );
}

/** Changes what resources say of themselves: only a root super may (rule 7). */
export function changeResources({ state, rights }: Judged, { resources }: ChangeOf<'change_resources'>): Decision {
  const malformed = checkTexts(resources) ?? checkRepeats(resources.map(({ id }) => id));
  if (malformed !== undefined) return malformed;
  if (!rights.isRootSuper) return NOT_ROOT_SUPER;
  if (!resources.every(({ id }) => rights.reachesResource(id))) return unknown('id');
  const changed = resources.filter((wanted) => !isAlready(state.resource(wanted.id), wanted));
  return allow(
    7,
    changed.map(({ id, name, description, data }) => ({ kind: 'resource_changes', resourceId: id, name, description, data })),
  );
}

/** Deletes resources with all their links: only a root super may (rule 7). */
export function deleteResources({ state, rights }: Judged, { resourceIds }: ChangeOf<'delete_resources'>): Decision {
  if (!rights.isRootSuper) return NOT_ROOT_SUPER;
  if (!resourceIds.every((id) => rights.reachesResource(id))) return unknown('resource_id');
  return allowForEach(7, new Set(resourceIds), (resourceId) => [
    ...unlinkDownwards(state, state.rootId, resourceId),
    { kind: 'resource_ends', resourceId },
  ]);
}

function checkTexts(resources: readonly ResourceText[]): Refusal | undefined {
  for (const text of resources) {
    const malformed = checkResourceText(text);
    if (malformed !== undefined) return malformed;
  }
  return undefined;
}

function checkRepeats(ids: readonly number[]): Refusal | undefined {
  return new Set(ids).size < ids.length ? invalid('id', 'must not be named twice') : undefined;
}

function isAlready(stored: ResourceText | undefined, { name, description, data }: ResourceText): boolean {
  return stored?.name === name && stored.description === description && stored.data === data;
}
