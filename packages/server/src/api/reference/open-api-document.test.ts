import { describe, expect, it } from 'vitest';
import { authzenRoutes } from '../authzen/authzen-routes.ts';
import { API_ROUTES } from '../routes/api-routes.ts';
import { describedRoute } from './describe-route.ts';
import { describedCalls } from './described-calls.ts';
import type { JsonObject } from './json-schema.ts';
import { openApiDocument } from './open-api-document.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly (JsonObject & { readonly name: string; readonly in: string; readonly schema: JsonObject })[];
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': { readonly schema: JsonObject } } } };
}

interface Document {
  readonly info: JsonObject;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

const document = openApiDocument({ href: 'https://hufu.example' }, await describedCalls()) as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const parameters = operations.flatMap(({ operation }) => operation.parameters);

function answerOf(path: string, method = 'get'): JsonObject | undefined {
  return document.paths[path]?.[method]?.responses[200].content['application/json'].schema;
}

describe('the OpenAPI document', () => {
  it('names the types of the contract, and refers to them wherever they stand', () => {
    const names = ['Role', 'User', 'Resource', 'Membership', 'Group', 'Client', 'Impact', 'Explanation', 'AuditRow', 'Paginator'];
    expect(Object.keys(document.components['schemas'] ?? {})).toEqual(expect.arrayContaining(names));
    expect(answerOf('/api2/userRoles')).toEqual({ type: 'array', items: { $ref: '#/components/schemas/Role' } });
    expect(answerOf('/api2/client')).toEqual({ $ref: '#/components/schemas/Client' });
    expect(document.components['schemas']?.['Role']?.['properties']).toMatchObject({
      children: { type: 'array', items: { $ref: '#/components/schemas/Role' } },
    });
  });

  it('refers to nothing that it does not hold, and leaves no trace of how it is made', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/([a-z]+)i?\/([^"]+)"/gi)];
    expect(references.length).toBeGreaterThan(100);
    for (const [, part = '', name = ''] of references) expect(document.components[part], name).toHaveProperty(name);
    expect(text.match(/\$defs|__schema|shownAs/g)).toBeNull();
    expect(text.match(/"\$ref":"(?!#\/components\/)/g)).toBeNull();
  });

  it('means the same by a name in every call', () => {
    const seen = new Map<string, string>();
    for (const route of [...API_ROUTES, ...authzenRoutes])
      for (const [name, schema] of Object.entries(describedRoute(route, '').types)) {
        const text = JSON.stringify(schema);
        expect(seen.get(name) ?? text, `${name} in ${route.method} ${route.path}`).toBe(text);
        seen.set(name, text);
      }
  });

  it('describes every parameter, and says of each whether it is required', () => {
    const bare = parameters.filter(({ description, required }) => !description || typeof required !== 'boolean');
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('shows a flag as a boolean, and says once what else is taken', () => {
    for (const { name, schema } of parameters)
      if (/^(?:is_|relate_|dry_run)/.test(name)) expect(schema, name).toEqual({ type: 'boolean' });
    expect(document.info['description']).toContain('`True`');
  });

  it('shows a moment as RFC 3339 with an example', () => {
    for (const moment of parameters.filter(({ name }) => name === 'at')) {
      expect(moment.schema).toEqual({ type: 'string', format: 'date-time', examples: ['2026-11-03T08:05:00+08:00'] });
      expect(moment['description']).toContain('RFC 3339');
    }
  });

  it('names every operation once, and has a parameter for every segment of a path', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const segments = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(segments);
      for (const one of operation.parameters) if (one.in === 'path') expect(one['required']).toBe(true);
    }
  });
});
