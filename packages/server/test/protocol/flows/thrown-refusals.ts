import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A refusal that the sources make: all its codes and texts, one of which it has; `*` at the end of a text stands for the rest. */
export interface ThrownRefusal {
  readonly where: string;
  readonly codes: readonly string[];
  readonly texts: readonly string[];
}

/** Every refusal that the sources under a directory make: by `OAuthError`, by `refused`, and by asking for a parameter. */
export function thrownRefusals(directory: string): ThrownRefusal[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const program = ts.createProgram(
    files.map((name) => join(directory, name)),
    {
      noEmit: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      allowImportingTsExtensions: true,
      types: ['node'],
    },
  );
  const checker = program.getTypeChecker();
  return files.flatMap((name) => {
    const source = program.getSourceFile(join(directory, name));
    return source === undefined ? [] : refusalsIn(source, checker);
  });
}

function refusalsIn(source: ts.SourceFile, checker: ts.TypeChecker): ThrownRefusal[] {
  const found: ThrownRefusal[] = [];
  const visit = (node: ts.Node): void => {
    const made = ts.isNewExpression(node) || ts.isCallExpression(node) ? refusalOf(node, checker) : undefined;
    if (made !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${source.fileName.split('/src/')[1]}:${line + 1}`, ...made });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function refusalOf(
  node: ts.NewExpression | ts.CallExpression,
  checker: ts.TypeChecker,
): Omit<ThrownRefusal, 'where'> | undefined {
  const [first, second, third] = node.arguments ?? [];
  if (first === undefined) return undefined;
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee)) {
    if (callee.name.text !== 'require') return undefined;
    return { codes: ['invalid_request'], texts: textsOf(first, checker).map((name) => `the parameter ${name} is missing`) };
  }
  const code = ts.isNewExpression(node) ? codeOfClass(node, checker) : undefined;
  if (code !== undefined) return { codes: [code], texts: textsOf(first, checker) };
  if (second === undefined || !makesRefusal(node)) return undefined;
  const detail = third === undefined ? undefined : detailOf(third, node);
  const texts = detail === undefined ? textsOf(second, checker) : textsOf(detail, checker);
  return { codes: textsOf(first, checker), texts };
}

function makesRefusal(node: ts.NewExpression | ts.CallExpression): boolean {
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    // Where a class is given its text, that is looked at where the class is used.
    if (codeGiven(node) !== undefined) return false;
    const parent = ts.findAncestor(node, ts.isClassDeclaration);
    return parent?.heritageClauses?.some((clause) => clause.getText().includes('OAuthError')) ?? false;
  }
  const name = node.expression.getText();
  // These are given their words, which are looked at where they are given.
  const maker = ts.findAncestor(node, ts.isFunctionDeclaration)?.name?.text;
  return (name === 'OAuthError' && maker !== 'refused' && maker !== 'requestParameters') || name === 'refused';
}

/** The code of a class of refusals whose text is given to its constructor. */
function codeOfClass(node: ts.NewExpression, checker: ts.TypeChecker): string | undefined {
  const declaration = checker.getTypeAtLocation(node).symbol?.declarations?.find(ts.isClassDeclaration);
  if (!declaration?.heritageClauses?.some((clause) => clause.getText().includes('OAuthError'))) return undefined;
  let code: string | undefined;
  const visit = (child: ts.Node): void => {
    code ??= codeGiven(child);
    ts.forEachChild(child, visit);
  };
  visit(declaration);
  return code;
}

/** The code in `super(code, text)` where the text is a parameter of the constructor. */
function codeGiven(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.SuperKeyword) return undefined;
  const [code, text] = node.arguments;
  return code !== undefined && ts.isStringLiteral(code) && text !== undefined && ts.isIdentifier(text) ? code.text : undefined;
}

function detailOf(options: ts.Expression, node: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(node) && node.expression.kind !== ts.SyntaxKind.SuperKeyword) return options;
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const member = options.properties.find((property) => property.name?.getText() === 'detail');
  if (member === undefined) return undefined;
  return ts.isPropertyAssignment(member) ? member.initializer : (member.name as ts.Expression);
}

function textsOf(expression: ts.Expression, checker: ts.TypeChecker): string[] {
  if (ts.isTemplateExpression(expression)) return [`${expression.head.text}*`];
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  if (parts.every((part) => part.isStringLiteral())) return parts.map(({ value }) => value);
  const given = ts.isIdentifier(expression) ? givenTo(expression, checker) : [];
  return given.length > 0 ? given : ['*'];
}

/** What a function of the same file is called with, where the text is one of its parameters. */
function givenTo(text: ts.Identifier, checker: ts.TypeChecker): string[] {
  const maker = ts.findAncestor(text, ts.isFunctionDeclaration);
  const index = maker?.parameters.findIndex((parameter) => parameter.name.getText() === text.text) ?? -1;
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const argument =
      ts.isCallExpression(node) && node.expression.getText() === maker?.name?.text ? node.arguments[index] : undefined;
    if (argument !== undefined) texts.push(...textsOf(argument, checker));
    ts.forEachChild(node, visit);
  };
  if (index >= 0) visit(text.getSourceFile());
  return texts;
}
