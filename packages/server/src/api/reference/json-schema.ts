import { z } from 'zod';

/** JSON as it is written down. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of it. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Schemas by their names. */
export type NamedSchemas = Readonly<Record<string, JsonObject>>;

/** Where the named schemas of an OpenAPI document stand, and a reference to one leads. */
export const COMPONENTS = '#/components/schemas/';

/** A schema as JSON Schema, and the named ones that it refers to, directly or by others. */
export interface WrittenSchema {
  readonly schema: JsonObject;
  readonly named: NamedSchemas;
}

/** Writes down what a schema reads, or what it answers; schemas with an `id` are referred to by it (JSON Schema 2020-12). */
export function writtenSchema(schema: z.ZodType, io: 'input' | 'output'): WrittenSchema {
  // Inside an object even the outermost schema is referred to by its name.
  const written = z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: 'any' });
  const { properties, $defs } = shown(JSON.parse(JSON.stringify(written)) as Json) as {
    readonly properties: { readonly it: JsonObject };
    readonly $defs?: NamedSchemas;
  };
  return { schema: properties.it, named: $defs ?? {} };
}

function shown(json: Json): Json {
  if (isList(json)) return json.map(shown);
  if (typeof json !== 'object' || json === null) return json;
  const { shownAs, ...rest } = json;
  if (isObject(shownAs))
    return typeof rest['description'] === 'string' ? { ...shownAs, description: rest['description'] } : shownAs;
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([key, value]) => !isNoise(key, value, rest))
      .map(([key, value]) => [key, key === '$ref' ? String(value).replace('#/$defs/', COMPONENTS) : shown(value)]),
  );
}

// What is true of every integer and every moment would hide what means something; and an answer may gain members.
function isNoise(key: string, value: Json, of: JsonObject): boolean {
  if (key === 'maximum' || key === 'minimum') return Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
  if (key === 'pattern') return of['format'] === 'date-time';
  return key === 'additionalProperties' && value === false;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !isList(json);
}
