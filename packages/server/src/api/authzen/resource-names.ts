import type { AuthzenResource } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';

/** The type whose ids are the names of resources themselves. */
const PLAIN = 'resource';

/** What a resource's name says when it is read as `type/id#action` or `type/id`. */
export interface NameParts extends AuthzenResource {
  readonly action: string | undefined;
}

/**
 * The name of the resources that (type, id, action) stands for: `type/id#action`, where there are none of it `type/id`; for the
 * type `resource` it is `id`. `undefined`: a type or an id that would make a name read two ways stands for none.
 */
export function nameOfQuestion(
  state: Pick<AuthorityState, 'resourcesNamed'>,
  { type, id }: AuthzenResource,
  action: string,
): string | undefined {
  if (type === PLAIN) return id;
  if (isAmbiguous(type, id)) return undefined;
  const own = `${type}/${id}#${action}`;
  return state.resourcesNamed(own).length > 0 ? own : `${type}/${id}`;
}

/** Reads a name; the inverse of what makes one: up to the first slash the type, from the first number sign after it the action. */
export function partsOfName(name: string): NameParts | undefined {
  const slash = name.indexOf('/');
  if (slash === -1) return undefined;
  const [type, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  if (type.includes('#')) return undefined;
  const sign = rest.indexOf('#');
  return sign === -1 ? { type, id: rest, action: undefined } : { type, id: rest.slice(0, sign), action: rest.slice(sign + 1) };
}

/** The ids of a type that a name may answer for when an action is asked about; `undefined` when it is of another type or action. */
export function idInName(name: string, type: string, action: string): string | undefined {
  if (type === PLAIN) return name;
  const parts = partsOfName(name);
  return parts?.type === type && (parts.action === undefined || parts.action === action) ? parts.id : undefined;
}

/** The actions that names of the client know for a type. */
export function actionsOfType(state: AuthorityState, type: string): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const { name } of state.resources()) {
    const parts = partsOfName(name);
    if (parts?.type === type && parts.action !== undefined) actions.add(parts.action);
  }
  return actions;
}

function isAmbiguous(type: string, id: string): boolean {
  return type.includes('/') || type.includes('#') || id.includes('#');
}
