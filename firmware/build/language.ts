/**
 * The language gate: syntax that Espruino cannot run, or runs differently, found in the source's syntax tree.
 * Each rule stands in firmware/ESPRUINO.md with the probe that shows why.
 */
import ts from "typescript";

export interface Finding {
  readonly node: ts.Node;
  readonly message: string;
}

type Rule = (node: ts.Node) => string | undefined;

/** Syntax refused wherever it stands. */
const REFUSED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [
    ts.SyntaxKind.LabeledStatement,
    "labels are unknown to Espruino: put the loops into a function and return",
  ],
  [
    ts.SyntaxKind.ComputedPropertyName,
    "no computed keys: create the object, then assign object[key] = value",
  ],
  [ts.SyntaxKind.BigIntLiteral, "no BigInt: split the number over typed array elements"],
  [ts.SyntaxKind.PrivateIdentifier, "no #private names: keep the value in the closure of a factory function"],
  [ts.SyntaxKind.TaggedTemplateExpression, "no tagged templates: call the function with arguments"],
  [ts.SyntaxKind.ObjectBindingPattern, "no destructuring: read the properties one by one"],
  [ts.SyntaxKind.ArrayBindingPattern, "no destructuring: read the elements one by one"],
  [ts.SyntaxKind.SpreadElement, "no spread: use concat, push or apply"],
  [ts.SyntaxKind.SpreadAssignment, "no object spread: use Object.assign"],
  [ts.SyntaxKind.AwaitExpression, "no async functions: pass a callback"],
  [ts.SyntaxKind.YieldExpression, "no generators: return an array or pass a callback"],
  [ts.SyntaxKind.MetaProperty, "no new.target and no import.meta"],
  [ts.SyntaxKind.Decorator, "no decorators: call the function"],
  [ts.SyntaxKind.ClassStaticBlockDeclaration, "no static blocks: run the code after the class"],
  [ts.SyntaxKind.WithStatement, "no with: name the object"],
  [ts.SyntaxKind.ModuleDeclaration, "no namespaces: use a module"],
]);

const RULES: readonly Rule[] = [
  (node) => REFUSED.get(node.kind),
  parameter,
  functionKind,
  classMember,
  inheritance,
  caseAfterDefault,
  variableStatement,
  loopCapture,
  destructuringAssignment,
  dynamicImport,
  regularExpression,
  wideCharacter,
  symbolName,
];

/** Everything in one source file that the token's language lacks, in the order of the text. */
export function findForbiddenSyntax(file: ts.SourceFile): Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    for (const rule of RULES) {
      const message = rule(node);
      if (message !== undefined) findings.push({ node, message });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

function parameter(node: ts.Node): string | undefined {
  if (!ts.isParameter(node)) return undefined;
  if (node.dotDotDotToken) return "no rest parameters: take an array";
  if (node.initializer) return "no default parameters: test for undefined in the body";
  return undefined;
}

function functionKind(node: ts.Node): string | undefined {
  if (!ts.isFunctionLike(node)) return undefined;
  if ("asteriskToken" in node && node.asteriskToken) {
    return "no generators: return an array or pass a callback";
  }
  const isAsync = ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.AsyncKeyword);
  return isAsync ? "no async functions: pass a callback" : undefined;
}

function classMember(node: ts.Node): string | undefined {
  if (!ts.isPropertyDeclaration(node)) return undefined;
  if (hasModifier(node, ts.SyntaxKind.AccessorKeyword)) return "no accessor fields: write a method";
  // esbuild turns these into `_A = class _A`, whose inner name Espruino does not bind.
  return hasModifier(node, ts.SyntaxKind.StaticKeyword)
    ? "no static fields: use a constant of the module"
    : undefined;
}

function inheritance(node: ts.Node): string | undefined {
  return ts.isHeritageClause(node) &&
    node.token === ts.SyntaxKind.ExtendsKeyword &&
    ts.isClassLike(node.parent)
    ? "no extends: statics are not inherited and super over two levels never ends; use a factory function"
    : undefined;
}

function caseAfterDefault(node: ts.Node): string | undefined {
  if (!ts.isDefaultClause(node)) return undefined;
  return node.parent.clauses.at(-1) === node ? undefined : "default must be the last clause of a switch";
}

function variableStatement(node: ts.Node): string | undefined {
  return ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0
    ? "no var: Espruino does not hoist it; use let or const"
    : undefined;
}

/** `for (let i…) f = () => i`: the interpreter has one `i` for all turns. */
function loopCapture(node: ts.Node): string | undefined {
  if (!ts.isForStatement(node) && !ts.isForOfStatement(node) && !ts.isForInStatement(node)) return undefined;
  const head = node.initializer;
  if (!head || !ts.isVariableDeclarationList(head)) return undefined;
  const names = head.declarations.map((declaration) => declaration.name.getText());
  const captured = names.find((name) => isUsedInNestedFunction(node.statement, name));
  return captured === undefined
    ? undefined
    : `a function in this loop uses ${captured}, which all turns share: copy it first (const own = ${captured})`;
}

function isUsedInNestedFunction(body: ts.Node, name: string): boolean {
  const visit = (node: ts.Node, isInside: boolean): boolean => {
    if (isInside && ts.isIdentifier(node) && node.text === name && !isPropertyName(node)) return true;
    const isNowInside = isInside || ts.isFunctionLike(node);
    return ts.forEachChild(node, (child) => visit(child, isNowInside)) ?? false;
  };
  return visit(body, false);
}

function isPropertyName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

function destructuringAssignment(node: ts.Node): string | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left)
    ? "no destructuring: assign one by one"
    : undefined;
}

function dynamicImport(node: ts.Node): string | undefined {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    ? "no import(): import at the top of the file"
    : undefined;
}

/** Works: literals, classes, `* + | ^ $ ( )`, `\d \w \s`, flags g and i. */
function regularExpression(node: ts.Node): string | undefined {
  if (!ts.isRegularExpressionLiteral(node)) return undefined;
  const end = node.text.lastIndexOf("/");
  const bare = node.text
    .slice(1, end)
    .replace(/\\[^bBk0-9pP]/g, "")
    .replace(/\[[^\]]*\]/g, "");
  const isPlain = /^[gi]*$/.test(node.text.slice(end + 1)) && !/[?{\\]/.test(bare);
  return isPlain
    ? undefined
    : "this regular expression needs more than Espruino has (no ?, {n}, \\b, look-around)";
}

function wideCharacter(node: ts.Node): string | undefined {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateLiteralToken(node)) return undefined;
  return /[^\0-\xff]/.test(node.text)
    ? "a string holds one byte a character: no character above 255"
    : undefined;
}

function symbolName(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) || node.text !== "Symbol" || isPropertyName(node)) return undefined;
  return "no Symbol: use a string key";
}

function hasModifier(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}
