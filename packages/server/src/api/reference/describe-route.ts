import { z } from 'zod';
import type { Messages } from '../../pages/messages/messages.ts';
import type { ApiRoute } from '../api-route.ts';

/** JSON as it is written down. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of it. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A parameter of a call. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
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
  const names = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.replaceAll(/[:?]/g, ''));
  const { body } = route;
  return {
    id: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`,
    path: `${prefix}/${segments.map((segment) => segment.replace(/^:([^?]+)\??$/, '{$1}')).join('/')}`,
    parameters: [
      ...names.map((name): Parameter => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...queryParameters(route),
    ],
    body: body && { required: !body.safeParse(undefined).success, schema: schemaOf(body, 'input') },
    answer: schemaOf(route.answer, 'output'),
  };
}

function queryParameters(route: ApiRoute): Parameter[] {
  const { properties = {}, required = [] } = schemaOf(route.query, 'input') as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  const named = Object.entries(properties).map(
    ([name, schema]): Parameter => ({ name, in: 'query', required: required.includes(name), schema }),
  );
  if (route.anyClientId === true || 'client_id' in properties) return named;
  return [...named, { name: 'client_id', in: 'query', required: false, schema: { type: 'string', pattern: '^[1-9][0-9]*$' } }];
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  // The document says once for all of them which JSON Schema they are.
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(written)) as JsonObject;
}
