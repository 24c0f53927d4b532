import ts from 'typescript';

/** What `npm run shape` wants to know of one source file. */
export interface SourceMeasure {
  readonly lines: number;
  /** The lines each function takes, nested ones counted on their own too. */
  readonly functionLines: readonly number[];
  readonly anyCount: number;
  /** What it imports or re-exports, as written, types included. */
  readonly imports: readonly string[];
}

/** Measures one TypeScript source; reads nothing but the text it is given. */
export function measureSource(text: string): SourceMeasure {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const functionLines: number[] = [];
  const imports: string[] = [];
  let anyCount = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) functionLines.push(linesOf(node, source));
    if (node.kind === ts.SyntaxKind.AnyKeyword) anyCount += 1;
    const imported = importedBy(node);
    if (imported !== undefined) imports.push(imported);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { lines: countLines(text), functionLines, anyCount, imports };
}

function linesOf(node: ts.Node, source: ts.SourceFile): number {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  return source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

function countLines(text: string): number {
  const lines = text.split('\n').length;
  return text.endsWith('\n') ? lines - 1 : lines;
}

function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(node.arguments[0]);
  return;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}
