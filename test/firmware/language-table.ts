import { readFileSync } from "node:fs";

export interface Row {
  readonly code: string;
  /** JSON of the value the interpreter gives, or "throws". */
  readonly gives: string;
}

/** The rows of the two tables of firmware/ESPRUINO.md, by the heading above them. */
export function readLanguageTable(heading: "Works" | "Does not work"): Row[] {
  const text = readFileSync(new URL("../../firmware/ESPRUINO.md", import.meta.url), "utf8");
  const section = text.split("\n## ").find((part) => part.startsWith(heading));
  const lines = section?.split("\n").filter((line) => line.startsWith("| `")) ?? [];
  return lines.map((line) => {
    const [code = "", gives = ""] = line.slice(2).split(" | ");
    return { code: bare(code.trim()), gives: bare(gives.replace(/\|$/, "").trim()) };
  });
}

/** Text of a Markdown code span, whose delimiters may be one or two back-ticks. */
function bare(cell: string): string {
  return cell
    .replace(/^`` (.*) ``$/, "$1")
    .replace(/^`([^`]*)`$/, "$1")
    .replaceAll("\\|", "|");
}
