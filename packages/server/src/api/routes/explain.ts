import { type ExplainQuery, type ExplanationWire, explainQuery, explanationWire as explanationSchema } from '@hufu/contract';
import { type Explanation, explain } from '../../authority/explanation/explain.ts';
import type { Resource } from '../../authority/model.ts';
import { invalid, notFound } from '../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../api-route.ts';
import { askedUserWithinReach } from '../named/asked-user.ts';
import { findGroups } from '../named/find-groups.ts';
import { requireAdministrator, type View, viewOf } from '../visibility.ts';
import { explanationWire } from '../wire/explanation-wire.ts';

/** How many resources of one name are explained. */
const NAMED = 20;

interface Explained {
  readonly resource: Resource;
  readonly explanation: Explanation;
}

const read: ApiRoute = apiRoute({
  method: 'GET',
  scope: 'role:read',
  callers: ['token', 'client', 'session'],
  path: '/explain',
  query: explainQuery,
  answer: explanationSchema,
  summary: 'Why a user holds a resource, by every path; or what would allow it and who may grant that.',
  handle: async (call): Promise<ExplanationWire> => {
    const view = await viewOf(call);
    requireAdministrator(view);
    const resources = askedResources(view, call.query);
    const userId = await askedUserWithinReach(call, view, call.query.user_id);
    const explained = resources.map((resource): Explained => {
      const question = { userId, resourceId: resource.id, seenBy: view };
      return { resource, explanation: explain(view.state, question, view.moment) };
    });
    return answer(call, view, { userId, explained });
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

async function answer(
  call: Pick<ApiCall, 'context'>,
  view: View,
  { userId, explained }: { readonly userId: string; readonly explained: readonly Explained[] },
): Promise<ExplanationWire> {
  const isAllowed = ({ explanation }: Explained): boolean => explanation.decision === 'allow';
  const shown = [...explained.filter(isAllowed), ...explained.filter((each) => !isAllowed(each))].slice(0, NAMED);
  const groupIds = shown.flatMap(({ explanation }) =>
    explanation.decision === 'allow' ? explanation.paths.flatMap(({ groupId }) => groupId ?? []) : [],
  );
  const groups = new Map((await findGroups(call.context, groupIds)).map(({ id, name }) => [id, name]));
  return {
    user_id: userId,
    decision: explained.some(isAllowed) ? 'allow' : 'deny',
    active: view.state.isActive(userId),
    resources: shown.map(({ resource, explanation }) => explanationWire(resource, explanation, { state: view.state, groups })),
  };
}
