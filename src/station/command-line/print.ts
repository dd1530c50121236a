/**
 * The terminal. Names, paths and what devices say are written by others: a control character among them could hide a line,
 * and a line feed forge one. So commands print through these functions only, line by line.
 */
import { Option } from "commander";
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

export interface JsonOptions {
  json?: boolean | undefined;
}

/** Of every command that has a result. */
export const jsonOption = (): Option => new Option("--json", "print the result as JSON, for other programs");

/** The result of a command: lines for people, or one value for programs. */
export function report({ json }: JsonOptions, value: unknown, ...lines: readonly string[]): void {
  if (json) printJson(value);
  else print(...lines);
}
