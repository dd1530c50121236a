/** The property names that belong to the interpreter or to data: all others in the program may be shortened. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

/**
 * Names of the typings, without which nothing of the interpreter type-checks (there is no other library), and of the JSON
 * files that the program imports.
 */
export async function interpreterNames(root: string): Promise<string[]> {
  const names = new Set<string>(["version"]); // of package.json
  const typings = await readFile(join(root, "firmware/typings/espruino.d.ts"), "utf8");
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteral(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("espruino.d.ts", typings, ts.ScriptTarget.ES2022));
  addKeys(names, JSON.parse(await readFile(join(root, "flash.config.json"), "utf8")));
  return [...names].filter((name) => /^[\w$]+$/.test(name));
}

function addKeys(names: Set<string>, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    names.add(key);
    addKeys(names, inner);
  }
}
