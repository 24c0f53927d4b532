import type { FastifyInstance } from 'fastify';
import { pageView, sendPage } from '../../http/browser/page.ts';
import type { EdgeContext } from '../../http/edge-context.ts';
import { LOCALES, type Locale } from '../../pages/locale.ts';
import { callTextsFor } from '../../pages/messages/call-texts.ts';
import { type CallView, type ReferenceView, referencePage } from '../../pages/reference/reference-page.ts';
import type { ApiRoute } from '../api-route.ts';
import { authzenRoutes } from '../authzen/authzen-routes.ts';
import { API_ROUTES } from '../routes/api-routes.ts';
import { type DescribedRoute, describedRoute, type Parameter, TAGS, tagOf } from './describe-route.ts';
import { shapeText } from './shape-text.ts';

type Chapters = ReferenceView['chapters'];

/** `/docs`: the reference of the authority API, a page of ours like any other. */
export function registerReference(app: FastifyInstance, { issuer }: EdgeContext): void {
  const calls = [...API_ROUTES.map((route) => described(route, '/api2')), ...authzenRoutes.map((route) => described(route, ''))];
  const chapters = Object.fromEntries(LOCALES.map((locale) => [locale, chaptersOf(calls, locale)])) as Record<Locale, Chapters>;
  app.get('/docs', (request, reply) => {
    const view = pageView(issuer, request);
    return sendPage(reply, referencePage({ ...view, chapters: chapters[view.locale] }));
  });
}

interface Call {
  readonly route: ApiRoute;
  /** With its segments as the router spells them: `:role_id?`. */
  readonly path: string;
  readonly description: DescribedRoute;
}

function described(route: ApiRoute, prefix: string): Call {
  return { route, path: `${prefix}${route.path}`, description: describedRoute(route, prefix) };
}

function chaptersOf(calls: readonly Call[], locale: Locale): Chapters {
  return TAGS.map((name) => ({
    name,
    calls: calls.filter(({ route }) => tagOf(route.path) === name).map((call) => callView(call, locale)),
  }));
}

function callView({ route, path, description }: Call, locale: Locale): CallView {
  const { id, parameters, body, answer, types } = description;
  return {
    id,
    method: route.method,
    path,
    summary: callTextsFor(locale).summary(id, route.summary),
    callers: route.callers,
    scope: route.scope,
    parameters: parameters.map((parameter) => parameterView(parameter, path, locale)),
    body: body === undefined ? undefined : shapeText(body.schema, types),
    answer: shapeText(answer, types),
  };
}

function parameterView(parameter: Parameter, path: string, locale: Locale): CallView['parameters'][number] {
  const { name, in: place, required, description, schema } = parameter;
  return {
    name,
    in: place,
    required: required && !path.endsWith(`:${name}?`),
    description: description === undefined ? '' : callTextsFor(locale).parameter(description),
    shape: shapeText(schema, {}),
  };
}
