import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writtenSchema } from './json-schema.ts';
import { shapeText } from './shape-text.ts';

interface Node {
  readonly name: string;
  readonly below?: readonly Node[] | undefined;
}

const leaf = z.object({ label: z.string() }).meta({ id: 'TestLeaf' });
const node: z.ZodType<Node> = z
  .object({
    name: z.string(),
    get below(): z.ZodType<readonly Node[] | undefined> {
      return z.array(node).optional();
    },
  })
  .meta({ id: 'TestNode' });

function shapeOf(schema: z.ZodType): string {
  const { schema: written, named } = writtenSchema(schema, 'output');
  return shapeText(written, named);
}

describe('the shape of an answer', () => {
  it('writes out what is named, each time it is met', () => {
    const twice = z.object({ one: leaf, other: z.array(leaf).optional() });
    expect(shapeOf(twice)).toBe('{\n  one: {\n    label: string\n  },\n  other?: [{\n    label: string\n  }]\n}');
  });

  it('names what is inside itself, and only there', () => {
    expect(shapeOf(z.array(node))).toBe('[{\n  name: string,\n  below?: [testnode …]\n}]');
    expect(shapeOf(z.object({ first: node, second: node })).match(/testnode …/g)).toHaveLength(2);
  });

  it('shows a flag as true or false', () => {
    expect(shapeOf(z.object({ on: z.boolean() }))).toBe('{\n  on: true | false\n}');
  });

  it('puts alternatives in a list into parentheses', () => {
    expect(shapeOf(z.array(z.enum(['a', 'b'])))).toBe('[("a" | "b")]');
  });
});
