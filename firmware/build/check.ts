/** Is the program one that the token's interpreter can run? Types against its typings, then its language. */
import { dirname, relative } from "node:path";
import ts from "typescript";
import { findForbiddenSyntax } from "./language.js";
import type { Problem } from "./problem.js";

/**
 * Checks every source file that `tsconfigPath` reaches. Paths in the answer are relative to `root`.
 * Throws where the configuration cannot be read.
 */
export function checkProgram(tsconfigPath: string, root: string): Problem[] {
  const config = ts.getParsedCommandLineOfConfigFile(tsconfigPath, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, " "));
    },
  });
  if (!config) throw new Error(`cannot read ${tsconfigPath}`);
  const program = ts.createProgram(config.fileNames, config.options);
  const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => typeProblem(diagnostic, root));
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.endsWith(".json")) continue;
    for (const { node, message } of findForbiddenSyntax(file)) {
      problems.push({ ...place(file, node.getStart(), root), message });
    }
  }
  return problems;
}

function typeProblem(diagnostic: ts.Diagnostic, root: string): Problem {
  // TypeScript advises another `lib`; there is none to add for an interpreter.
  const message = ts
    .flattenDiagnosticMessageText(diagnostic.messageText, " ")
    .replace(/ Do you need to .*$/, " The token's interpreter has none (firmware/typings).");
  if (!diagnostic.file) return { file: relative(root, dirname(root)), line: 0, message };
  return { ...place(diagnostic.file, diagnostic.start ?? 0, root), message };
}

function place(file: ts.SourceFile, position: number, root: string): { file: string; line: number } {
  const { line } = file.getLineAndCharacterOfPosition(position);
  return { file: relative(root, file.fileName), line: line + 1 };
}
