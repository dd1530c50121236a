/**
 * Espruino runs a script from top to bottom and hoists nothing: a function exists from its line on. So the last step
 * of the build, after minifying, moves each function declaration to the start of its block, where JavaScript
 * has it anyway.
 */
import ts from "typescript";

export function hoistFunctions(code: string): string {
  const file = ts.createSourceFile("bundle.js", code, ts.ScriptTarget.ES2015, false, ts.ScriptKind.JS);
  return rewrite(file, code);
}

/** The node's text with the statements of each block in it in the new order. */
function rewrite(node: ts.Node, code: string): string {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  const isBlock = ts.isBlock(node) || ts.isSourceFile(node);
  const functions = isBlock ? node.statements.filter(ts.isFunctionDeclaration) : [];
  let text = "";
  let end = node.pos;
  for (const child of children) {
    text += code.slice(end, child.pos);
    if (isBlock && child === node.statements[0]) text += functions.map((one) => rewrite(one, code)).join("");
    if (!functions.includes(child as ts.FunctionDeclaration)) text += rewrite(child, code);
    end = child.end;
  }
  return text + code.slice(end, node.end);
}
