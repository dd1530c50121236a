import { type Value, problem } from "../../words/problem.js";
import { printable } from "./printable.js";

/** Why a file could not be read, in words. */
export function whyUnreadable(error: unknown): Value {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return problem("word/why/no-file");
  if (code === "EISDIR") return problem("word/why/folder");
  if (code === "EACCES" || code === "EPERM") return problem("word/why/forbidden");
  return printable(message.split("\n")[0]!);
}
