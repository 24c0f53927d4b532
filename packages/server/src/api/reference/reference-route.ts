import type { FastifyInstance } from 'fastify';
import { pageView, sendPage } from '../../http/browser/page.ts';
import type { EdgeContext } from '../../http/edge-context.ts';
import { type CallView, type ReferenceView, referencePage } from '../../pages/reference/reference-page.ts';
import type { ApiRoute } from '../api-route.ts';
import { authzenRoutes } from '../authzen/authzen-routes.ts';
import { API_ROUTES } from '../routes/api-routes.ts';
import { describedRoute, type Parameter, TAGS, tagOf } from './describe-route.ts';
import { shapeText } from './shape-text.ts';

/** `/docs`: the reference of the authority API, a page of ours like any other. */
export function registerReference(app: FastifyInstance, { issuer }: EdgeContext): void {
  const chapters = chaptersOf([
    ...API_ROUTES.map((route) => callView(route, '/api2')),
    ...authzenRoutes.map((route) => callView(route, '')),
  ]);
  app.get('/docs', (request, reply) => sendPage(reply, referencePage({ ...pageView(issuer, request), chapters })));
}

interface Placed {
  readonly tag: string;
  readonly call: CallView;
}

function chaptersOf(calls: readonly Placed[]): ReferenceView['chapters'] {
  return TAGS.map((name) => ({ name, calls: calls.filter(({ tag }) => tag === name).map(({ call }) => call) }));
}

function callView(route: ApiRoute, prefix: string): Placed {
  const { id, parameters, body, answer } = describedRoute(route, prefix);
  return {
    tag: tagOf(route.path),
    call: {
      id,
      method: route.method,
      path: `${prefix}${route.path}`,
      summary: route.summary,
      callers: route.callers,
      scope: route.scope,
      parameters: parameters.map(parameterView),
      body: body === undefined ? undefined : shapeText(body.schema),
      answer: shapeText(answer),
    },
  };
}

function parameterView({ name, in: place, required, schema }: Parameter): CallView['parameters'][number] {
  return { name, in: place, required, shape: shapeText(schema) };
}
