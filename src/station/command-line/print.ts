/**
 * The terminal. Names, paths and what devices say are written by others: a control character among them could hide a line,
 * and a line feed forge one. So commands print through these functions only, line by line.
 */
import { printable, printableJson } from "../text/printable.js";

export function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

/** On standard error: what is not the result. */
export function note(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${printable(line)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${printableJson(value)}\n`);
}
