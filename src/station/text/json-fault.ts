/** Where a text stops being JSON, in words for whoever has to mend it. */
import { type Token, parse } from "@humanwhocodes/momoa";
import { type Problem, problem } from "../../words/problem.js";
import { printable } from "./printable.js";

/** Characters of the text that a message repeats. */
const LONGEST_SHOWN = 60;

export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly what: Problem;
}

/** The first fault of a text that is no JSON; with comments allowed in the mode "jsonc". */
export function jsonFault(text: string, mode: "json" | "jsonc"): JsonFault {
  const at = offsetOfFault(text, mode);
  if (at === undefined) return { line: 1, column: 1, what: problem("word/json/too-deep") };
  const before = text.slice(0, at).split(/\r\n|[\r\n]/);
  const rest = text
    .slice(at, at + LONGEST_SHOWN)
    .split(/[\r\n]/)[0]!
    .trimEnd();
  return {
    line: before.length,
    column: before[before.length - 1]!.length + 1,
    what:
      rest === "" ? problem("word/json/missing") : problem("word/json/unexpected", { text: printable(rest) }),
  };
}

/** Undefined where the parser's own stack does not suffice. */
function offsetOfFault(text: string, mode: "json" | "jsonc"): number | undefined {
  const end = text.trimEnd().length;
  try {
    return offsetOfControl(parse(text, { mode, tokens: true }).tokens ?? [], text) ?? end;
  } catch (error) {
    if (!("offset" in (error as object))) return undefined;
  }
  try {
    // At the end of a text the parser names its last token, or its first. No JSON goes on with a zero character, so
    // that one names the place.
    parse(`${text}\n\0`, { mode });
    return end;
  } catch (error) {
    return Math.min((error as { offset: number }).offset, end);
  }
}

/** The parser takes line ends and the like within strings; JSON does not. */
function offsetOfControl(tokens: readonly Token[], text: string): number | undefined {
  for (const { type, loc } of tokens) {
    const at = type === "String" ? text.slice(loc.start.offset, loc.end.offset).search(/[\0-\x1F]/) : -1;
    if (at >= 0) return loc.start.offset + at;
  }
  return undefined;
}
