import {
  type GroupWire,
  groupChange,
  groupKeyQuery,
  groupListWire,
  groupQuery,
  groupWire as groupSchema,
  newGroup,
} from '@hufu/contract';
import { z } from 'zod';
import type { Group } from '../../../authority/model.ts';
import { conflict, notFound, refuse } from '../../api-failure.ts';
import { type ApiRoute, apiRoute } from '../../api-route.ts';
import { groupWire } from '../../wire/group-wire.ts';
import { auditGroup, findOwnGroup, requireGroupReader, seesGroups } from './group-call.ts';

const MOST = 10_000;
const WRITE = { scope: 'group:write', callers: ['token', 'client', 'session'] } as const;

const create: ApiRoute = apiRoute({
  ...WRITE,
  method: 'POST',
  path: '/group',
  query: z.object({}),
  body: newGroup,
  answer: groupSchema,
  summary: 'Makes a group, which the caller then owns.',
  handle: async (call): Promise<GroupWire> =>
    call.context.storage.transact(async (stores) => {
      const group: Group = { ...call.body, id: await stores.groups.nextId(), owner: call.caller.actor.name };
      if ((await stores.groups.insert(group)) === 'exists') return conflict('name', 'another group has this name');
      await auditGroup(call, stores, { action: 'group.created', detail: { group_id: group.id, name: group.name } });
      return groupWire(group);
    }),
});

const change: ApiRoute = apiRoute({
  ...WRITE,
  method: 'PUT',
  path: '/group',
  query: z.object({}),
  body: groupChange,
  answer: groupSchema,
  summary: 'Changes a group of the caller: the one of that `id`, whose name then changes too, or else the one of that `name`.',
  handle: async (call): Promise<GroupWire> => {
    const sees = await seesGroups(call);
    const { id, ...changes } = call.body;
    const named = id === undefined ? { key: changes.name, member: 'name', sees } : { key: id, member: 'id', sees };
    return call.context.storage.transact(async (stores) => {
      const group = await findOwnGroup(call, stores, named);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const outcome = await stores.groups.update(group.id, given);
      if (outcome === 'name_taken') return conflict('name', 'another group has this name');
      if (outcome === 'unknown') return notFound('id');
      const detail = { group_id: group.id, before: JSON.stringify(groupWire(group)), after: JSON.stringify(given) };
      await auditGroup(call, stores, { action: 'group.changed', detail });
      return groupWire({ ...group, ...given });
    });
  },
});

const remove: ApiRoute = apiRoute({
  ...WRITE,
  method: 'DELETE',
  path: '/group',
  query: groupKeyQuery,
  answer: groupSchema,
  summary: 'Deletes a group of the caller that has no members and is in no role; answers what it was.',
  handle: async (call): Promise<GroupWire> => {
    const named = { key: call.query.name, member: 'name', sees: await seesGroups(call) };
    return call.context.storage.transact(async (stores) => {
      const group = await findOwnGroup(call, stores, named);
      const outcome = await stores.groups.delete(group.id);
      if (outcome === 'in_use') return conflict('name', 'the group has members or is in a role');
      if (outcome === 'unknown') return notFound('name');
      await auditGroup(call, stores, { action: 'group.deleted', detail: { group_id: group.id, name: group.name } });
      return groupWire(group);
    });
  },
});

const list: ApiRoute = apiRoute({
  method: 'GET',
  path: '/group',
  scope: 'group:read',
  callers: ['token', 'client', 'session'],
  query: groupQuery,
  answer: groupListWire,
  summary: 'The groups: the one of that `name`, those whose name contains `likes`, or all; at most 10,000.',
  handle: async (call): Promise<readonly GroupWire[]> => {
    await requireGroupReader(call);
    const { name, likes } = call.query;
    const groups = await call.context.storage.read(async (stores) => {
      if (name === undefined) return stores.groups.list({ ...(likes === undefined ? {} : { likes }), after: 0, limit: MOST + 1 });
      const group = await stores.groups.findByName(name);
      return group === undefined ? [] : [group];
    });
    if (groups.length > MOST) refuse(`there are more than ${MOST} groups; narrow them by \`likes\``);
    return groups.map(groupWire);
  },
});

/** `/group`: groups and who owns them. */
export const groupRoutes: readonly ApiRoute[] = [create, change, remove, list];
