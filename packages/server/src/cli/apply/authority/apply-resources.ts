import type { AuthorityState } from '../../../authority/authority-state.ts';
import type { ResourceText } from '../../../authority/change.ts';
import type { Reference, ResourceInput } from '../document/authority-document.ts';
import { halt, makeAll, type TreeApplication } from './tree-application.ts';

/** Finds the resource that a role of the document means. Throws `Halted` when there is none, or more than one of the name. */
export type FindResource = (reference: Reference, place: string) => number;

interface Meant {
  readonly place: string;
  readonly input: ResourceInput;
  /** `undefined` for one that is not there yet. */
  readonly id: number | undefined;
}

/** Makes and changes resources, and with `prune` deletes those that are not named. A resource is meant by its id, else its name. */
export async function applyResources(
  application: TreeApplication,
  inputs: readonly ResourceInput[] | undefined,
): Promise<FindResource> {
  const { path } = application;
  const place = `${path}.resources`;
  const meant = match(application, inputs ?? []);
  if (application.prune && inputs !== undefined) await prune(application, place, meant);
  const { turn } = application;
  const added = meant.filter(({ id }) => id === undefined);
  const newIds = await makeAll(application, {
    place,
    items: added.map((resource) => ({ ...newText(application, resource), id: resource.input.id, place: resource.place })),
    change: (resources) => ({ kind: 'add_resources', resources }),
  });
  await makeAll(application, {
    place,
    items: meant.flatMap(({ id, input, place: at }) =>
      id === undefined ? [] : [{ ...text(input, turn.state, id), id, place: at }],
    ),
    change: (resources) => ({ kind: 'change_resources', resources }),
  });
  const named = [...meant.flatMap(({ id }) => id ?? []), ...newIds];
  return finder(application, named);
}

function match(application: TreeApplication, inputs: readonly ResourceInput[]): Meant[] {
  const { state } = application.turn;
  const counts = new Map<Reference, number>();
  for (const { id, name } of inputs) {
    for (const key of [id, name]) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const isRepeated = (key: Reference): boolean => (counts.get(key) ?? 0) > 1;
  return inputs.map((input, index) => {
    const place = `${application.path}.resources[${index}]`;
    const { id, name } = input;
    if (id !== undefined) {
      if (isRepeated(id)) halt(application, `${place}.id`, 'is the same as that of another resource');
      return { place, input, id: state.resource(id)?.id };
    }
    if (name === undefined) halt(application, place, 'must have an id or a name');
    if (isRepeated(name)) halt(application, place, 'a second resource of the same name must have an id');
    const there = state.resourcesNamed(name).filter((one) => !counts.has(one));
    return { place, input, id: oneOf(application, there, place) };
  });
}

function oneOf(application: TreeApplication, ids: readonly number[], place: string): number | undefined {
  if (ids.length > 1) halt(application, place, `there are ${ids.length} resources of this name: say which by its id`);
  return ids[0];
}

async function prune(application: TreeApplication, place: string, meant: readonly Meant[]): Promise<void> {
  const kept = new Set(meant.map(({ id }) => id));
  const gone = [...application.turn.state.resources()].filter(({ id }) => !kept.has(id));
  await makeAll(application, {
    place,
    items: gone.map(({ id }) => ({ id, place })),
    change: (resources) => ({ kind: 'delete_resources', resourceIds: resources.map(({ id }) => id) }),
  });
}

function newText(application: TreeApplication, { input, place }: Meant): ResourceText {
  const { name, description = '', data = '' } = input;
  return {
    name: name ?? halt(application, place, 'there is no resource of this id, and a new one must have a name'),
    description,
    data,
  };
}

function text({ name, description, data }: ResourceInput, state: AuthorityState, id: number): ResourceText {
  const stored = state.resource(id);
  return {
    name: name ?? stored?.name ?? '',
    description: description ?? stored?.description ?? '',
    data: data ?? stored?.data ?? '',
  };
}

function finder(application: TreeApplication, named: readonly number[]): FindResource {
  const { turn } = application;
  const byName = new Map<string, number[]>();
  for (const id of named) {
    const name = turn.state.resource(id)?.name ?? '';
    const ids = byName.get(name);
    if (ids === undefined) byName.set(name, [id]);
    else ids.push(id);
  }
  return (reference, place) => {
    if (typeof reference === 'number') {
      return turn.state.resource(reference) === undefined
        ? halt(application, place, 'there is no resource of this id')
        : reference;
    }
    // A name means first what the document itself calls so.
    const ids = byName.get(reference) ?? turn.state.resourcesNamed(reference);
    return oneOf(application, ids, place) ?? halt(application, place, 'there is no resource of this name');
  };
}
