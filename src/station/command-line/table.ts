/** Rows in columns, by what the eye sees: a letter with its marks apart is one wide, a Chinese one two. */
import stringWidth from "string-width";
import { printable } from "../text/printable.js";

type Cell = string | number | null | undefined | false;

/** One line a row; an empty column takes no room. @param head  undefined: the cells speak for themselves */
export function inColumns(rows: readonly (readonly Cell[])[], head?: readonly string[]): string[] {
  // As they will stand there: what is no letter is shown as a sign.
  const texts = [...(head ? [head] : []), ...rows].map((row) =>
    row.map((cell) => printable(cell === null || cell === undefined || cell === false ? "" : String(cell))),
  );
  const columns = Math.max(0, ...texts.map((row) => row.length));
  const filled = rows.length === 0 && head ? texts : texts.slice(head ? 1 : 0);
  const widths = Array.from({ length: columns }, (_, column) =>
    filled.every((row) => (row[column] ?? "") === "")
      ? 0
      : texts.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? "")), 0),
  );
  return texts.map((row) =>
    row
      .flatMap((cell, column) => {
        const width = widths[column]!;
        return width === 0 ? [] : [cell + " ".repeat(width - stringWidth(cell))];
      })
      .join("  ")
      .trimEnd(),
  );
}
