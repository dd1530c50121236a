import accuracyWalk from "./accuracy-walk.json" with { type: "json" };
import busLine from "./bus-line.json" with { type: "json" };
import commune from "./commune.json" with { type: "json" };
import longevity from "./longevity.json" with { type: "json" };
import market from "./market.json" with { type: "json" };
import officeGrid from "./office-grid.json" with { type: "json" };
import pairs from "./pairs.json" with { type: "json" };
import schoolDay from "./school-day.json" with { type: "json" };
import village from "./village.json" with { type: "json" };
import ward from "./ward.json" with { type: "json" };

/** The scenarios that come with the program, in the order in which they are listed. */
export const READY_SCENARIOS: readonly unknown[] = [
  village,
  commune,
  schoolDay,
  market,
  ward,
  busLine,
  officeGrid,
  pairs,
  accuracyWalk,
  longevity,
];
