import {
  actionSearch,
  clientIdQuery,
  evaluationRequest,
  evaluationResponse,
  evaluationsRequest,
  evaluationsResponse,
  foundAction,
  foundEntity,
  resourceSearch,
  type SubjectSearch,
  searchResponse,
  subjectSearch,
} from '@hufu/contract';
import { z } from 'zod';
import { ApiFailure } from '../api-failure.ts';
import { type ApiCall, type ApiRoute, apiRoute } from '../api-route.ts';
import { shaped } from '../request/shaped.ts';
import { type View, viewOf } from '../visibility.ts';
import { decideOnce, decideRequest, deciding, findSubjects, USER } from './access-decision.ts';
import { batchOf, decideBatch } from './evaluations.ts';
import { searchPage } from './search-page.ts';
import { searchActions, searchResources, searchSubjects } from './searches.ts';

const COMMON = {
  method: 'POST',
  scope: 'resource:read',
  callers: ['token', 'client', 'session'],
  query: z.object({ client_id: clientIdQuery }),
} as const;

/** `POST /access/v1/evaluation`. */
export const evaluationRoute: ApiRoute = apiRoute({
  ...COMMON,
  path: '/access/v1/evaluation',
  body: evaluationRequest,
  answer: evaluationResponse,
  summary: 'Whether a subject may do an action with a resource (AuthZEN 1.0 §6).',
  handle: async (call) => {
    const view = await viewOf(call);
    const userId = await askedSubject(call, view, call.body.subject);
    return { decision: decideOnce(view, userId, call.body) };
  },
});

const evaluations: ApiRoute = apiRoute({
  ...COMMON,
  path: '/access/v1/evaluations',
  body: evaluationsRequest,
  answer: evaluationsResponse,
  summary: 'Several decisions at once, with defaults beside them (AuthZEN 1.0 §7).',
  handle: async (call) => {
    const batch = batchOf(call.body);
    const entries = batch ?? [shaped(evaluationRequest, call.body, 'body')];
    const view = await viewOf(call);
    const ids = entries.flatMap((entry) => (entry instanceof ApiFailure ? [] : entry.subject.id));
    const subjects = await findSubjects(call.context, view, ids);
    const decide = deciding(view);
    const decisions = await decideBatch(entries, call.body, (request) => decideRequest(decide, subjects, request));
    return batch === undefined ? decisions[0] : { evaluations: decisions };
  },
});

const subjects: ApiRoute = apiRoute({
  ...COMMON,
  // It shows people.
  scope: 'role-user:read',
  path: '/access/v1/search/subject',
  body: subjectSearch,
  answer: searchResponse(foundEntity),
  summary: 'The subjects within reach that may do an action with a resource (AuthZEN 1.0 §8.4).',
  handle: async (call: ApiCall<unknown, SubjectSearch>) => {
    const { subject, action, resource, page } = call.body;
    const view = await viewOf(call);
    const asked = ['subject', call.clientId(), subject.type, action.name, resource.type, resource.id];
    return searchPage(searchSubjects(view, call.body), { asked, page }, (id) => ({ type: USER, id }));
  },
});

const resources: ApiRoute = apiRoute({
  ...COMMON,
  path: '/access/v1/search/resource',
  body: resourceSearch,
  answer: searchResponse(foundEntity),
  summary: 'The resources of a type that a subject may do an action with (AuthZEN 1.0 §8.5).',
  handle: async (call) => {
    const { subject, action, resource, page } = call.body;
    const view = await viewOf(call);
    const userId = await askedSubject(call, view, subject);
    const asked = ['resource', call.clientId(), subject.type, subject.id, action.name, resource.type];
    const found = userId === undefined ? [] : searchResources(view, userId, call.body);
    return searchPage(found, { asked, page }, (id) => ({ type: resource.type, id }));
  },
});

const actions: ApiRoute = apiRoute({
  ...COMMON,
  path: '/access/v1/search/action',
  body: actionSearch,
  answer: searchResponse(foundAction),
  summary: 'The known actions that a subject may do with a resource (AuthZEN 1.0 §8.6).',
  handle: async (call) => {
    const { subject, resource, page } = call.body;
    const view = await viewOf(call);
    const userId = await askedSubject(call, view, subject);
    const asked = ['action', call.clientId(), subject.type, subject.id, resource.type, resource.id];
    const found = userId === undefined ? [] : searchActions(view, userId, call.body);
    return searchPage(found, { asked, page }, (name) => ({ name }));
  },
});

/** The AuthZEN 1.0 endpoints, by the path after the issuer: not under `/api`, and without an envelope. */
export const authzenRoutes: readonly ApiRoute[] = [evaluationRoute, evaluations, subjects, resources, actions];

async function askedSubject(
  { context }: Pick<ApiCall, 'context'>,
  view: View,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<string | undefined> {
  return type === USER ? (await findSubjects(context, view, [id])).get(id) : undefined;
}
