import { clientIdQuery, pathSegment } from '@hufu/contract';
import { z } from 'zod';
import type { Messages } from '../../pages/messages/messages.ts';
import type { ApiRoute } from '../api-route.ts';
import { type JsonObject, type NamedSchemas, writtenSchema } from './json-schema.ts';

/** A parameter of a call. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  /** In a path always, as OpenAPI asks, even where the path may be had without it. */
  readonly required: boolean;
  readonly description?: string;
  readonly style?: 'simple';
  readonly explode?: boolean;
  readonly schema: JsonObject;
}

/** What a route's own schemas say of it, as JSON Schema. */
export interface DescribedRoute {
  /** One word that no other route has. */
  readonly id: string;
  /** With its segments in braces, as OpenAPI spells them. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly required: boolean; readonly schema: JsonObject } | undefined;
  readonly answer: JsonObject;
  /** The named schemas that parameters, body and answer refer to, directly or by others. */
  readonly types: NamedSchemas;
}

type Tag = keyof Messages['reference']['chapters'];

/** The chapters of the reference, in their order. */
export const TAGS: readonly Tag[] = ['clients', 'users', 'roles', 'members', 'resources', 'groups', 'decisions', 'audit'];

/** The chapter that a path belongs to. */
export function tagOf(path: string): Tag {
  return CHAPTERS.find(([pattern]) => pattern.test(path))?.[1] ?? 'users';
}

const CHAPTERS: readonly (readonly [RegExp, Tag])[] = [
  [/^\/access\/|^\/(?:checkResource|userResources|explain)/, 'decisions'],
  [/^\/(?:client|userClients|allClients)/, 'clients'],
  [/^\/group/, 'groups'],
  [/^\/(?:roleUsers|roleGroups|userRoles\/users)/, 'members'],
  [/^\/(?:resources|roleResources)/, 'resources'],
  [/^\/(?:role|userRoles)/, 'roles'],
  [/^\/audit/, 'audit'],
];

/** Describes a route by the schemas that read its requests. */
export function describedRoute(route: ApiRoute, prefix: string): DescribedRoute {
  const segments = route.path.split('/').slice(1);
  const body = route.body && writtenSchema(route.body, 'input');
  const answer = writtenSchema(route.answer, 'output');
  return {
    id: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`,
    path: `${prefix}/${segments.map((segment) => segment.replace(/^:([^?]+)\??$/, '{$1}')).join('/')}`,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    body: body && { required: route.body?.safeParse(undefined).success === false, schema: body.schema },
    answer: answer.schema,
    types: { ...body?.named, ...answer.named },
  };
}

function pathParameters({ method, path }: ApiRoute): Parameter[] {
  return [...path.matchAll(/:([a-z_]+)/g)].map(([, name = '']) => {
    const { schema, style } = pathSegment(`${method} ${path}`, name);
    return { ...parameter(name, writtenSchema(schema, 'input').schema), in: 'path', required: true, ...style };
  });
}

function queryParameters(route: ApiRoute): Parameter[] {
  const { properties = {}, required = [] } = writtenSchema(route.query, 'input').schema as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  const named = Object.entries(properties).map(
    ([name, schema]): Parameter => ({ ...parameter(name, schema), in: 'query', required: required.includes(name) }),
  );
  if (route.anyClientId === true || 'client_id' in properties) return named;
  const { schema } = writtenSchema(z.object({ client_id: clientIdQuery }), 'input');
  const { client_id: clientId = {} } = schema['properties'] as Readonly<Record<string, JsonObject>>;
  return [...named, { ...parameter('client_id', clientId), in: 'query', required: false }];
}

// A parameter carries what is said of it beside its schema.
function parameter(name: string, { description, ...schema }: JsonObject): Pick<Parameter, 'name' | 'description' | 'schema'> {
  return { name, ...(typeof description === 'string' ? { description } : {}), schema };
}
