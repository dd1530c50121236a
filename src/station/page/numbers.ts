import { labelOf } from "../serial-number.js";
import type { TokenName } from "../store/types.js";

/** "00000043, 00000042". */
export function numbersOf({ tokens }: { tokens: readonly TokenName[] }): string {
  return tokens.map(labelOf).join(", ");
}
