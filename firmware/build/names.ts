/** The property names that belong to the interpreter: all others in the program may be shortened. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

/** Names of members in the typings, without which nothing of the interpreter type-checks: there is no other library. */
export async function interpreterNames(root: string): Promise<string[]> {
  const names = new Set<string>();
  const typings = await readFile(join(root, "firmware/typings/espruino.d.ts"), "utf8");
  const visit = (node: ts.Node): void => {
    if (ts.isTypeElement(node) && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("espruino.d.ts", typings, ts.ScriptTarget.ES2022));
  return [...names];
}
