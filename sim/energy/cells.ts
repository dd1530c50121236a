/** Cells that a token may be built with, and how long one lasts. Sources: PARAMETERS.md, Energy. */
import { type EnergyTerms, totalMah } from "./energy.js";
import { DAYS_A_MONTH, SELF_DISCHARGE_A_MONTH } from "./profiles.js";

export interface Cell {
  readonly name: string;
  readonly capacityMah: number;
  /** Share of its capacity that it loses by itself in a month. */
  readonly selfDischargeAMonth: number;
}

const lipo = (capacityMah: number): Cell => ({
  name: `LiPo ${capacityMah} mAh`,
  capacityMah,
  selfDischargeAMonth: SELF_DISCHARGE_A_MONTH,
});

export const CELLS: readonly Cell[] = [
  ...[100, 250, 500].map(lipo),
  { name: "CR2477 1000 mAh", capacityMah: 1000, selfDischargeAMonth: 0.01 / 12 },
];

/** @param terms  of a day; the self-discharge is the cell's own instead */
export function daysOn({ capacityMah, selfDischargeAMonth }: Cell, terms: EnergyTerms): number {
  const selfDischarge = (capacityMah * selfDischargeAMonth) / DAYS_A_MONTH;
  return capacityMah / totalMah({ ...terms, selfDischarge });
}
