import { OPERATING_POINTS, type PointName } from "../../../../contacts/operating-points.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";

/** How often a name is wrong, wherever names are given. */
export function PriceOf({ point }: { point: PointName }) {
  const text = useText();
  const number = useNumber();
  const { namedForOne, missedOf100 } = OPERATING_POINTS[point];
  return <>{text.price(number(namedForOne, 1), number(missedOf100))}</>;
}
