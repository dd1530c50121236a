import { type Cell, csvOf } from "../../exchange/csv.js";
import { useText } from "../text.js";

interface Props {
  /** Without its ending. */
  name: string;
  rows: () => Cell[][];
}

/** A table as a file for a spreadsheet. */
export function Download({ name, rows }: Props) {
  const text = useText();

  function save() {
    const url = URL.createObjectURL(new Blob([csvOf(rows())], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <button type="button" class="plain" onClick={save}>
      {text.download}
    </button>
  );
}
