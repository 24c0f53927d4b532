import { COMPONENTS, type NamedSchemas } from './json-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly named: NamedSchemas;
  readonly indent: string;
  /** The named schemas that this place is part of, outermost first. */
  readonly within: readonly string[];
}

/**
 * A JSON Schema as a person reads it: `{id: integer, name: string, email?: string}`, on as many lines as it has members. What
 * is named is written out; only inside itself is it no more than its name: `role …`.
 */
export function shapeText(schema: unknown, named: NamedSchemas): string {
  return textOf(schema, { named, indent: '', within: [] });
}

function textOf(schema: unknown, place: Place): string {
  if (!isSchema(schema)) return 'any';
  if (typeof schema['$ref'] === 'string') return namedText(schema['$ref'].replace(COMPONENTS, ''), place);
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return [...new Set(options.map((one) => textOf(one, place)))].join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => JSON.stringify(one)).join(' | ');
  if (schema['type'] === 'array') return arrayText(schema, place);
  if (schema['type'] === 'object') return objectText(schema, place);
  if (schema['type'] === 'boolean') return 'true | false';
  return typeof schema['type'] === 'string' ? withFormat(schema['type'], schema['format']) : 'any';
}

function namedText(name: string, place: Place): string {
  if (place.within.includes(name)) return `${name.toLowerCase()} …`;
  return textOf(place.named[name], { ...place, within: [...place.within, name] });
}

function arrayText(schema: Schema, place: Place): string {
  const items = textOf(Array.isArray(schema['prefixItems']) ? schema['prefixItems'][0] : schema['items'], place);
  return items.includes(' | ') && !items.startsWith('{') ? `[(${items})]` : `[${items}]`;
}

function objectText(schema: Schema, place: Place): string {
  const { properties } = schema;
  if (!isSchema(properties)) return '{…}';
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const inner = `${place.indent}  `;
  const lines = Object.entries(properties).map(
    ([name, value]) => `${inner}${name}${required.includes(name) ? '' : '?'}: ${textOf(value, { ...place, indent: inner })}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${place.indent}}`;
}

function withFormat(type: string, format: unknown): string {
  return typeof format === 'string' ? `${type} (${format})` : type;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
