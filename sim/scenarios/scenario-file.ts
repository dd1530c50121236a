/** Reads scenario files (JSON, comments allowed) and names the line of every error. */
import { readFileSync } from "node:fs";
import { type ObjectNode, type ValueNode, evaluate, parse } from "@humanwhocodes/momoa";
import type { z } from "zod";
import { jsonFault } from "../../src/station/text/json-fault.js";
import { UserError } from "../../src/words/user-error.js";
import { type Problem, problem } from "../../src/words/problem.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Characters of the file that a message repeats. */
const LONGEST_SHOWN = 60;

export interface ScenarioText {
  value: unknown;
  /** The first thing that is wrong, and how much else is. */
  errorFor(issues: readonly Issue[]): UserError;
}

/** @throws UserError where the file cannot be read or is not JSON */
export function readScenarioText(path: string): ScenarioText {
  const body = parseText(path, readText(path));
  refuseTwins(path, body);
  const value: unknown = evaluate(body);
  return {
    value,
    errorFor(issues) {
      const found = issues
        .map((issue) => ({
          line: lineOf(body, placeOf(issue)),
          text: describeIssue(issue, value),
          rank: rankOf(issue, value),
        }))
        .sort((a, b) => a.rank - b.rank || a.line - b.line);
      const { line, text } = found[0]!;
      return found.length === 1
        ? new UserError("simulator/scenario/at-line/one", { path, line, issue: text })
        : new UserError("simulator/scenario/at-line/and-more", {
            path,
            line,
            issue: text,
            more: found.length - 1,
          });
    },
  };
}

function readText(path: string): string {
  try {
    // Windows' editors begin a file with a byte order mark.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ENOENT"
      ? new UserError("simulator/scenario/no-file", { path })
      : new UserError("simulator/scenario/unreadable", { path, error: code ?? "?" });
  }
}

function parseText(path: string, text: string): ValueNode {
  try {
    return parse(text, { mode: "jsonc" }).body;
  } catch {
    const { line, column, what } = jsonFault(text, "jsonc");
    throw new UserError("simulator/scenario/json", { path, line, column, what });
  }
}

/** JSON lets the later of two fields of one name win silently; whoever edits a file did not mean that. */
function refuseTwins(path: string, node: ValueNode): void {
  if (node.type === "Array") for (const { value } of node.elements) refuseTwins(path, value);
  if (node.type !== "Object") return;
  const names = new Set<string>();
  for (const { name, value, loc } of node.members) {
    const field = nameOf(name);
    if (names.has(field))
      throw new UserError("simulator/scenario/twice", { path, line: loc.start.line, field });
    names.add(field);
    refuseTwins(path, value);
  }
}

function nameOf(name: ObjectNode["members"][number]["name"]): string {
  return name.type === "String" ? name.value : name.name;
}

/** An unknown field's own place; otherwise that of the value. */
function placeOf(issue: Issue): Path {
  return issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
}

/** Line of what a path leads to; where that is missing, of what it is missing from. */
function lineOf(body: ValueNode, path: Path): number {
  let node: ValueNode = body;
  let line = body.loc.start.line;
  for (const key of path) {
    if (node.type === "Object") {
      const member = node.members.find(({ name }) => nameOf(name) === key);
      if (member === undefined) break;
      line = member.loc.start.line;
      node = member.value;
    } else if (node.type === "Array" && typeof key === "number" && node.elements[key] !== undefined) {
      node = node.elements[key].value;
      line = node.loc.start.line;
    } else break;
  }
  return line;
}

/** In words: the field, what was given and what is allowed. */
export function describeIssue(issue: Issue, value: unknown): Problem {
  const name = (path: Path) => (path.length === 0 ? problem("word/scenario/whole") : `"${path.join(".")}"`);
  const allowed = issue.message;
  if (issue.code === "unrecognized_keys")
    return problem("word/scenario/unknown-field", { field: name(placeOf(issue)), allowed });
  const given = valueAt(value, issue.path);
  if (given === undefined) return problem("word/scenario/missing", { field: name(issue.path), allowed });
  return problem("word/scenario/wrong", { field: name(issue.path), given: inShort(given), allowed });
}

/** A misspelt field is unknown, missing and spoils a sum: the first of these says most. */
function rankOf(issue: Issue, value: unknown): number {
  if (issue.code === "unrecognized_keys") return 0;
  return valueAt(value, issue.path) === undefined ? 2 : 1;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

function inShort(given: unknown): string {
  const json = JSON.stringify(given);
  return json.length <= LONGEST_SHOWN ? json : `${json.slice(0, LONGEST_SHOWN)}…`;
}
