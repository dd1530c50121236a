#!/usr/bin/env node
/** The command line. */
import { FAULT, createProgram, endOf } from "./program.js";
import { note } from "./station/command-line/print.js";

// The reader of a pipe may have had enough, as in `bztoken ids … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (error) {
  const { code, told } = endOf(error);
  note(...told);
  // A fault of the program may have left something that keeps it alive.
  if (code === FAULT) process.exit(code);
  process.exitCode = code;
}
