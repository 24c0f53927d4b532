import { expect, test } from 'vitest';
import { drawTree } from './tree.ts';

test('each node comes before what is below it, with lines that lead to it', () => {
  const root = { id: 1, parent: -1 };
  const nodes = [
    { id: 2, parent: 1 },
    { id: 3, parent: 1 },
    { id: 4, parent: 2 },
    { id: 5, parent: 3 },
  ];
  expect(drawTree(root, nodes).map(({ node, lines }) => `${lines}${node.id}`)).toEqual([
    '1',
    '├─ 2',
    '│  └─ 4',
    '└─ 3',
    '   └─ 5',
  ]);
});

test('a chain of thousands is drawn in lines of bounded length', () => {
  const nodes = Array.from({ length: 5_000 }, (_, index) => ({ id: index + 2, parent: index + 1 }));
  const drawn = drawTree({ id: 1, parent: -1 }, nodes);
  expect(drawn).toHaveLength(5_001);
  expect(Math.max(...drawn.map(({ lines }) => lines.length))).toBeLessThan(100);
  expect(drawn.at(-1)?.lines).toBe('5000 levels down: ');
});
