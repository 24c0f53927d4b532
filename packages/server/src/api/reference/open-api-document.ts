import type { Issuer } from '../../http/issuer.ts';
import type { ApiRoute } from '../api-route.ts';
import { TAGS, tagOf } from './describe-route.ts';
import type { DescribedCall } from './described-calls.ts';
import { COMPONENTS, type Json, type JsonObject } from './json-schema.ts';

/** The description of the authority API (OpenAPI 3.1), made of the very schemas by which requests are read. */
export function openApiDocument(issuer: Pick<Issuer, 'href'>, calls: readonly DescribedCall[]): JsonObject {
  const named = Object.assign({}, ...calls.map(({ described }) => described.types)) as JsonObject;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hufu authority API',
      version: '1',
      description:
        'Roles, resources, groups and who may administer which part. Described as under `/api2`, which answers bare data; `/api` ' +
        'answers 200 and `{"res_code":0,"res_msg":"ok","data":…}` for the same calls, and `res_code` 1 or 2 with a reason when one fails. ' +
        'Where a parameter is a boolean, `0`, `1`, `True` and `False` are taken too.',
    },
    servers: [{ url: issuer.href }],
    tags: TAGS.map((name) => ({ name })),
    paths: pathsOf(calls.map(operation)),
    components: { securitySchemes: SECURITY_SCHEMES, responses: RESPONSES, schemas: { Error: ERROR, ...named } },
  };
}

type Operation = readonly [path: string, method: string, described: JsonObject];

function pathsOf(operations: readonly Operation[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const [path, method, described] of operations) paths[path] = { ...paths[path], [method]: described };
  return paths;
}

function operation({ route, described: { id, path, parameters, body, answer } }: DescribedCall): Operation {
  const described = {
    operationId: id,
    tags: [tagOf(route.path)],
    summary: route.summary,
    description: descriptionOf(route),
    security: securityOf(route),
    parameters: [...parameters.map((parameter) => ({ ...parameter })), ...(route.method === 'GET' ? [EPOCH] : [])],
    ...(body === undefined ? {} : { requestBody: { required: body.required, content: json(body.schema) } }),
    responses: { 200: { description: 'Done.', content: json(answer) }, ...REFUSALS },
  };
  return [path, route.method.toLowerCase(), described];
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

function descriptionOf({ scope, callers, path }: ApiRoute): string {
  const who = callers.map((kind) => CALLERS[kind]).join(', ');
  const optional = path.endsWith('?') ? ' The last segment may be left out.' : '';
  return `For: ${who}. ${scope === null ? 'No scope.' : `Scope \`${scope}\`.`}${optional}`;
}

const CALLERS: Readonly<Record<ApiRoute['callers'][number], string>> = {
  token: 'users by access token',
  client: 'clients',
  session: 'signed-in users (who name the client by `client_id`)',
};

function securityOf({ callers, scope }: ApiRoute): Json {
  const scopes = scope === null ? [] : [scope];
  return [
    ...(callers.includes('token') || callers.includes('client') ? [{ accessToken: scopes }] : []),
    ...(callers.includes('client') ? [{ clientJwt: [] }] : []),
    ...(callers.includes('session') ? [{ session: [] }] : []),
  ];
}

const EPOCH: JsonObject = {
  name: 'X-Authority-Epoch',
  in: 'header',
  required: false,
  description: 'Not to be answered from before this epoch, which an earlier answer carried.',
  schema: { type: 'string' },
};

const SECURITY_SCHEMES: JsonObject = {
  accessToken: { type: 'http', scheme: 'bearer', description: 'An access token; also without the scheme.' },
  clientJwt: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`Client <jwt>`, signed with the client’s secret.',
  },
  session: { type: 'apiKey', in: 'cookie', name: '__Host-hufu_session', description: 'With `X-CSRF-Token` on all but GET.' },
};

const ERROR: JsonObject = {
  type: 'object',
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
  required: ['error', 'error_description'],
};

const REASONS: Readonly<Record<string, string>> = {
  400: 'A parameter or member is not valid; the description names it.',
  401: 'No credentials, or bad ones.',
  403: 'Refused: by a rule, or for want of a scope.',
  404: 'Unknown, or out of reach.',
  409: 'It exists already, or something stands in the way.',
  503: 'Not now; `Retry-After` says when.',
};

const RESPONSES: JsonObject = Object.fromEntries(
  Object.entries(REASONS).map(([status, description]) => [
    `Status${status}`,
    { description, content: json({ $ref: `${COMPONENTS}Error` }) },
  ]),
);

const REFUSALS: JsonObject = Object.fromEntries(
  Object.keys(REASONS).map((status) => [status, { $ref: `#/components/responses/Status${status}` }]),
);
