type Schema = Readonly<Record<string, unknown>>;

const DEEPEST = 6;

/** A JSON Schema as a person reads it: `{id: integer, name: string, email?: string}`, on as many lines as it has members. */
export function shapeText(schema: unknown, indent = ''): string {
  if (!isSchema(schema) || indent.length > DEEPEST * 2) return 'any';
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return [...new Set(options.map((one) => shapeText(one, indent)))].join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => JSON.stringify(one)).join(' | ');
  if (schema['type'] === 'array') return arrayText(schema, indent);
  if (schema['type'] === 'object') return objectText(schema, indent);
  // A schema that names one of its own by reference: a role in a role.
  if ('$ref' in schema) return 'the same again';
  return typeof schema['type'] === 'string' ? withFormat(schema['type'], schema['format']) : 'any';
}

function arrayText(schema: Schema, indent: string): string {
  const items = shapeText(Array.isArray(schema['prefixItems']) ? schema['prefixItems'][0] : schema['items'], indent);
  return items.includes(' | ') ? `[(${items})]` : `[${items}]`;
}

function objectText(schema: Schema, indent: string): string {
  const { properties } = schema;
  if (!isSchema(properties)) return '{…}';
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([name, value]) => `${inner}${name}${required.includes(name) ? '' : '?'}: ${shapeText(value, inner)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function withFormat(type: string, format: unknown): string {
  return typeof format === 'string' ? `${type} (${format})` : type;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
