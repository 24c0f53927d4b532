import { describe, expect, test } from 'vitest';
import { findCycles, findTwoWayFolders } from './import-graph.ts';
import { measureSource } from './measure-source.ts';

describe('the numbers of one source', () => {
  test('lines are those an editor shows, with or without a newline at the end', () => {
    expect(measureSource('a;\nb;\n').lines).toBe(2);
    expect(measureSource('a;\nb;').lines).toBe(2);
  });

  test('functions of every form are measured, declarations without a body are not', () => {
    const text =
      'function f() {\n  return () =>\n    1;\n}\nclass C { m() {} get g() { return 1; } }\ndeclare function d(): void;\n';
    expect(measureSource(text).functionLines.toSorted()).toEqual([1, 1, 2, 4]);
  });

  test('any counts where it is a type, not where it is a word', () => {
    expect(measureSource("let x: any[]; const any = 'any'; x as unknown as Array<any>;").anyCount).toBe(2);
  });

  test('imports of values and of types, re-exports and dynamic imports count', () => {
    const text =
      "import a from './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; await import('./d.ts');\ntype E = import('./e.ts').E;";
    expect(measureSource(text).imports).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
  });
});

describe('the import graph', () => {
  test('a circle is found once, whichever file it is entered by', () => {
    const graph = new Map([
      ['entry.ts', ['b.ts']],
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'd.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', []],
    ]);
    expect(findCycles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
  });

  test('a file that imports itself is a circle, two ways to one file are none', () => {
    expect(findCycles(new Map([['a.ts', ['a.ts']]]))).toEqual([['a.ts']]);
    expect(
      findCycles(
        new Map([
          ['a.ts', ['b.ts', 'c.ts']],
          ['b.ts', ['d.ts']],
          ['c.ts', ['d.ts']],
          ['d.ts', []],
        ]),
      ),
    ).toEqual([]);
  });

  test('folders that import from each other are a pair, through whichever files', () => {
    const graph = new Map([
      ['x/a.ts', ['y/b.ts']],
      ['y/c.ts', ['x/d.ts', 'z/e.ts']],
    ]);
    expect(findTwoWayFolders(graph)).toEqual(['x <-> y']);
  });

  test('a folder makes no pair with one inside it', () => {
    const nested = new Map([
      ['x/a.ts', ['x/inner/b.ts']],
      ['x/inner/b.ts', ['x/c.ts']],
    ]);
    expect(findTwoWayFolders(nested)).toEqual([]);
  });
});
