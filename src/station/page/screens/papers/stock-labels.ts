/** Which labels are wanted first: those of tokens that wait to be handed out. */
import { HIGHEST_SERIAL } from "../../../serial-number.js";
import type { StoredToken } from "../../../store/types.js";

export function stockOf(tokens: readonly Pick<StoredToken, "serial" | "standing">[]): number[] {
  return tokens
    .filter(
      ({ serial, standing }) => (standing === "prepared" || standing === "stock") && serial <= HIGHEST_SERIAL,
    )
    .map(({ serial }) => serial)
    .sort((a, b) => a - b);
}

/** "1-65,417" */
export function rangesOf(serials: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const serial of serials) {
    const last = ranges.at(-1);
    if (last?.[1] === serial - 1) last[1] = serial;
    else ranges.push([serial, serial]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(",");
}
