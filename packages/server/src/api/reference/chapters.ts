import type { Locale } from '../../pages/locale.ts';
import { callTextsFor } from '../../pages/messages/call-texts.ts';
import type { CallView, ReferenceView } from '../../pages/reference/reference-page.ts';
import { type Parameter, TAGS, tagOf } from './describe-route.ts';
import type { DescribedCall } from './described-calls.ts';
import { shapeText } from './shape-text.ts';

type Chapters = ReferenceView['chapters'];

/** The chapters of the reference in a language. */
export function chaptersOf(calls: readonly DescribedCall[], locale: Locale): Chapters {
  return TAGS.map((name) => ({
    name,
    calls: calls.filter(({ route }) => tagOf(route.path) === name).map((call) => callView(call, locale)),
  }));
}

function callView({ route, prefix, described }: DescribedCall, locale: Locale): CallView {
  const { id, parameters, body, answer, types } = described;
  // With its segments as the router spells them: `:role_id?`.
  const path = `${prefix}${route.path}`;
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
