/** Something in a tree; `parent` names the id of another. */
export interface TreeNode {
  readonly id: number;
  readonly parent: number;
}

/** A node in the order in which a tree is drawn, and the lines that lead to it. */
export interface DrawnNode<T> {
  readonly node: T;
  /** Goes before the node's name. */
  readonly lines: string;
}

/** How deep lines are drawn; what is deeper says its depth, so that a tree that is one long chain stays readable. */
const DEEPEST = 24;

/** The nodes below `root`, itself first, each followed by what is below it; the order among children is theirs. */
export function drawTree<T extends TreeNode>(root: T, nodes: readonly T[]): DrawnNode<T>[] {
  const children = Map.groupBy(nodes, ({ parent }) => parent);
  const drawn: DrawnNode<T>[] = [];
  const open = [{ node: root, lines: '', below: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, lines, below } = next;
    drawn.push({ node, lines });
    const depth = next.depth + 1;
    const last = children.get(node.id)?.at(-1);
    for (const child of (children.get(node.id) ?? []).toReversed()) {
      if (depth > DEEPEST) open.push({ node: child, lines: `${depth} levels down: `, below: '', depth });
      else if (child === last) open.push({ node: child, lines: `${below}└─ `, below: `${below}   `, depth });
      else open.push({ node: child, lines: `${below}├─ `, below: `${below}│  `, depth });
    }
  }
  return drawn;
}
