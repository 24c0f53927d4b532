import { dirname } from 'node:path/posix';

/** Which file imports which: paths with forward slashes, from one root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Answers the groups of files that import each other in a circle, each group once (Tarjan's strongly connected components). */
export function findCycles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    stack.push(file);
    let low = index;
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
      lowest.set(file, low);
    }
    if (low === index) keepCycle(stack.splice(stack.indexOf(file)));
    return low;
  };
  const keepCycle = (files: string[]): void => {
    const [only = ''] = files;
    if (files.length > 1 || graph.get(only)?.includes(only)) cycles.push(files.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
}

/**
 * Answers the pairs of folders of which each imports from the other, as `a <-> b`. A folder and one inside it are no pair: the outer one
 * consists of the inner one.
 */
export function findTwoWayFolders(graph: ImportGraph): string[] {
  const edges = new Map<string, [from: string, to: string]>();
  for (const [file, imports] of graph) {
    for (const imported of imports) edges.set(`${dirname(file)} ${dirname(imported)}`, [dirname(file), dirname(imported)]);
  }
  return [...edges.values()]
    .filter(([from, to]) => from < to && !to.startsWith(`${from}/`) && edges.has(`${to} ${from}`))
    .map(([from, to]) => `${from} <-> ${to}`);
}
