import { matchOf } from "../../text/vietnamese.js";

/** Whether the text answers the query. */
export function matches(text: string, query: string): boolean {
  return matchOf(text, query) !== "none";
}
