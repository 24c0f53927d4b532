import type { AuthorityState } from '../../../authority/authority-state.ts';
import type { RoleInput } from '../document/authority-document.ts';
import { halt, type TreeApplication } from './tree-application.ts';

/** A role of the document with the one it means. */
export interface MatchedRole {
  readonly place: string;
  readonly input: RoleInput;
  /** `undefined` for one that is not there yet. */
  readonly roleId: number | undefined;
  readonly below: readonly MatchedRole[];
}

/** Finds the role that each role of the document means: by its id, else by its name below the role it stands under. */
export function matchRoles(application: TreeApplication, inputs: readonly RoleInput[]): readonly MatchedRole[] {
  const given = new Set<number>();
  const collect = (roles: readonly RoleInput[], place: string): void => {
    for (const [index, { id, roles: below }] of roles.entries()) {
      const at = `${place}[${index}]`;
      if (id !== undefined && given.has(id)) halt(application, `${at}.id`, 'is the same as that of another role');
      if (id !== undefined) given.add(id);
      if (below !== undefined) collect(below, `${at}.roles`);
    }
  };
  const place = `${application.path}.roles`;
  collect(inputs, place);
  return new Matching(application, given).match(inputs, { place, parentId: application.turn.state.rootId });
}

class Matching {
  readonly #application: TreeApplication;
  readonly #state: AuthorityState;
  /** Ids that the document gives: no role of these is meant by its name. */
  readonly #given: ReadonlySet<number>;

  constructor(application: TreeApplication, given: ReadonlySet<number>) {
    this.#application = application;
    this.#state = application.turn.state;
    this.#given = given;
  }

  match(
    inputs: readonly RoleInput[],
    { place, parentId }: { readonly place: string; readonly parentId: number | undefined },
  ): readonly MatchedRole[] {
    const named = this.#childrenByName(parentId);
    const without = new Set<string>();
    return inputs.map((input, index) => {
      const at = `${place}[${index}]`;
      const { id, name } = input;
      if (id === undefined && name === undefined) halt(this.#application, at, 'must have an id or a name');
      if (id === undefined && name !== undefined) {
        if (without.has(name)) halt(this.#application, at, 'a second role of the same name must have an id');
        without.add(name);
      }
      const roleId = id === undefined ? this.#byName(named.get(name ?? ''), at) : this.#byId(id, at);
      return { place: at, input, roleId, below: this.match(input.roles ?? [], { place: `${at}.roles`, parentId: roleId }) };
    });
  }

  #byId(id: number, place: string): number | undefined {
    if (id === this.#state.rootId) halt(this.#application, `${place}.id`, 'is the root role, which is described under root');
    return this.#state.role(id)?.id;
  }

  #byName(ids: readonly number[] = [], place: string): number | undefined {
    if (ids.length > 1) halt(this.#application, place, `there are ${ids.length} roles of this name here: say which by its id`);
    return ids[0];
  }

  #childrenByName(parentId: number | undefined): ReadonlyMap<string, number[]> {
    const named = new Map<string, number[]>();
    if (parentId === undefined) return named;
    for (const id of this.#state.childrenOf(parentId)) {
      const name = this.#state.role(id)?.name ?? '';
      if (!this.#given.has(id)) named.set(name, [...(named.get(name) ?? []), id]);
    }
    return named;
  }
}
