import {
  changeQuery,
  id,
  newResources,
  type ResourceChange,
  resourceChanges,
  resourceDeletion,
  resourceListQuery,
  resourceListWire,
  resourceWire as resourceSchema,
  resourcesQuery,
} from '@hufu/contract';
import { z } from 'zod';
import type { Role } from '../../authority/model.ts';
import { invalid, notFound } from '../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../api-route.ts';
import { requireFewRelations } from '../named/few-relations.ts';
import { pathId, pathIds } from '../named/path-id.ts';
import { requireRootSuper, requireScope, type View, viewOf } from '../visibility.ts';
import { resourceWire } from '../wire/resource-wire.ts';

const READ = { method: 'GET', scope: 'resource:read', callers: ['token', 'client', 'session'] } as const;
const WRITE = { scope: 'resource:write', callers: ['token', 'client', 'session'], query: changeQuery } as const;

const list: ApiRoute = apiRoute({
  ...READ,
  path: '/resources',
  query: resourcesQuery,
  answer: resourceListWire,
  summary: 'All resources of the client, to a root super; with `relate_role` the roles that hold each.',
  handle: async (call) => {
    const view = await viewOf(call, requireRootSuper);
    if (call.query.relate_role === true) requireScope(call.caller, 'role-resource:read');
    if (call.query.relate_role === true) {
      requireFewRelations(view.roleIds(), 'relate_role', (roleId) => view.state.resourcesOf(roleId).size);
    }
    const holders = call.query.relate_role === true ? holdersOf(view) : undefined;
    const resources = [...view.state.resources()].sort((one, other) => one.id - other.id);
    return resources.map((resource) => resourceWire(resource, holders?.get(resource.id)));
  },
});

const some: ApiRoute = apiRoute({
  ...READ,
  path: '/resources/list',
  query: resourceListQuery,
  answer: resourceListWire,
  summary: 'The resources of these ids, in this order, to a root super.',
  handle: async (call) => {
    const view = await viewOf(call, requireRootSuper);
    return call.query.id.map((resourceId) => resourceWire(view.state.resource(resourceId) ?? notFound('id')));
  },
});

const add: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/resources',
  body: newResources,
  answer: z.array(id),
  summary: 'Makes resources, which the root role holds from then on: a root super may; answers their ids.',
  handle: async (call) => call.change({ kind: 'add_resources', resources: call.body }, ({ newIds }) => newIds),
});

const change: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/resources/:id?',
  body: resourceChanges,
  answer: z.union([resourceSchema, resourceListWire]),
  summary: 'Changes resources: a root super may; answers the resource, or the list where a list was sent.',
  handle: async (call) => {
    const resources = [call.body].flat().map((each) => ({ ...each, id: namedId(call, each) }));
    return call.change({ kind: 'change_resources', resources }, ({ after }) => {
      const wire = resources.map(({ id: resourceId }) => resourceWire(after.resource(resourceId) ?? notFound('id')));
      return Array.isArray(call.body) ? wire : wire[0];
    });
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  path: '/resources/:id',
  answer: resourceDeletion,
  summary: 'Deletes resources with all their links: a root super may.',
  handle: async (call) =>
    call.change({ kind: 'delete_resources', resourceIds: pathIds(call, 'id') }, ({ decision }) => ({
      del_resource_num: decision.effects.filter(({ kind }) => kind === 'resource_ends').length,
      del_role_resource_num: decision.effects.filter(({ kind }) => kind === 'link_ends').length,
    })),
});

/** `/resources`: what roles can hold. */
export const resourceRoutes: readonly ApiRoute[] = [list, some, add, change, remove];

function namedId(call: Pick<ApiCall, 'path'>, { id: inBody }: ResourceChange): number {
  const inPath = call.path['id'] === undefined ? undefined : pathId(call, 'id');
  if (inBody !== undefined && inPath !== undefined && inBody !== inPath) return invalid('id', 'is named twice, differently');
  return inBody ?? inPath ?? invalid('id', 'is missing');
}

function holdersOf({ state, roleIds }: View): ReadonlyMap<number, readonly Role[]> {
  const holders = new Map<number, Role[]>();
  for (const role of roleIds().flatMap((roleId) => state.role(roleId) ?? [])) {
    for (const resourceId of state.resourcesOf(role.id)) {
      const known = holders.get(resourceId);
      if (known === undefined) holders.set(resourceId, [role]);
      else known.push(role);
    }
  }
  return holders;
}
