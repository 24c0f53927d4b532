import { type ExplainQuery, type ExplanationWire, explainQuery, explanationWire } from '@hufu/contract';
import type { Resource } from '../../authority/model.ts';
import { invalid, notFound } from '../api-failure.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import { askedUserWithinReach } from '../named/asked-user.ts';
import { explainResources } from '../named/explained-resources.ts';
import { requireAdministrator, type View, viewOf } from '../visibility.ts';

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role:read',
  callers: ['token', 'client', 'session'],
  path: '/explain',
  query: explainQuery,
  answer: explanationWire,
  summary: 'Why a user holds a resource, by every path; or what would allow it and who may grant that.',
  handle: async (call): Promise<ExplanationWire> => {
    const view = await viewOf(call, requireAdministrator);
    const resources = askedResources(view, call.query);
    const userId = await askedUserWithinReach(call, view, call.query.user_id);
    const { state, moment } = view;
    return explainResources(call.context, { state, moment, userId, resources, seenBy: view });
  },
});

/** `/explain`: why a user may, or may not. */
export const explainRoutes: readonly ApiRoute[] = [read];

/** The resources within reach that are asked about; throws when there is none. */
function askedResources(view: View, { resource_id: id, resource_name: name }: ExplainQuery): Resource[] {
  if ((id === undefined) === (name === undefined))
    invalid('resource_id', 'exactly one of resource_id and resource_name is needed');
  const ids = id === undefined ? view.state.resourcesNamed(name ?? '') : [id];
  const resources = ids.filter((each) => view.hasResource(each)).flatMap((each) => view.state.resource(each) ?? []);
  return resources.length === 0 ? notFound(id === undefined ? 'resource_name' : 'resource_id') : resources;
}
