/**
 * What of a store goes up. Older programs kept what devices without keys claimed: numbers, times and places in the log
 * that no token has. One such line would make a reader refuse the whole pack, so it is left out and counted.
 */
import { isInService, isPracticeSerial } from "../store/token-identity.js";
import { fitsUpLine, type UpRow } from "./up-lines.js";

/** @param items  lines with one member each; tokens and persons come before what hangs on them */
export async function* fittingLines<Item extends object>(
  items: AsyncIterable<Item>,
  onLeftOut: () => void,
): AsyncGenerator<Item> {
  const tokens = new Map<string, number>();
  const persons = new Set<string>();

  function fits(kind: string, row: UpRow): boolean {
    if (!fitsUpLine(kind, row)) return false;
    const { token = "", serial = 0, id = "", person_id } = row;
    switch (kind) {
      case "token":
        if (!isPracticeSerial(serial) && !isInService({ token, serial })) return false;
        tokens.set(token, serial);
        return true;
      case "person":
        persons.add(id);
        return true;
      case "coverage":
      case "withdrawal":
      case "wrapped":
        return true;
      case "issue":
        return tokens.has(token) && persons.has(person_id ?? "");
      case "secrets":
        return isPracticeSerial(tokens.get(token) ?? 0);
      default:
        return tokens.has(token);
    }
  }

  for await (const item of items) {
    const [kind, row] = Object.entries(item)[0]! as [string, UpRow];
    if (fits(kind, row)) yield item;
    else onLeftOut();
  }
}
