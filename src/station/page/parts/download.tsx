import { type Cell, csvOf } from "../../exchange/csv.js";
import { useTrainingMark } from "../staff/training.js";
import { useText } from "../text.js";

interface Props {
  /** Without its ending. */
  name: string;
  rows: () => Cell[][];
}

/** A table as a file for a spreadsheet. */
export function Download({ name, rows }: Props) {
  const text = useText();

  const { prefix, title } = useTrainingMark();

  function save() {
    const marked = title === undefined ? rows() : [[title], ...rows()];
    const url = URL.createObjectURL(new Blob([csvOf(marked)], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${prefix}${name}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <button type="button" class="plain" onClick={save}>
      {text.download}
    </button>
  );
}
