/**
 * Espruino runs a file from top to bottom and hoists nothing: a function or class exists from its line on. A use
 * further up works only inside a function that is called later.
 */
import ts from "typescript";
import type { Finding } from "./language.js";

/** Uses of functions and classes, in the scope that declares them, before the line that declares them. */
export function findUsesBeforeDefinition(file: ts.SourceFile, checker: ts.TypeChecker): Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && isTooEarly(node, checker)) {
      findings.push({ node, message: `${node.text} is used before its definition: move the definition up` });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

function isTooEarly(use: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(use)?.valueDeclaration;
  if (!declaration || declaration.getSourceFile() !== use.getSourceFile()) return false;
  if (!ts.isFunctionDeclaration(declaration) && !ts.isClassDeclaration(declaration)) return false;
  if (declaration.name === use || ts.isExportSpecifier(use.parent)) return false;
  return use.pos < declaration.pos && enclosingFunction(use) === enclosingFunction(declaration);
}

function enclosingFunction(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, (ancestor) => ts.isFunctionLike(ancestor) || ts.isSourceFile(ancestor));
}
