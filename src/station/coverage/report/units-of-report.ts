/** Whom a report's unit belongs to and reports to, and the place that stands before the date. */
import type { Unit } from "../../store/types.js";
import type { CoverageSource } from "../coverage.js";

export interface ReportUnits {
  above: Unit | undefined;
  to: readonly Unit[];
  place: string;
}

export async function unitsOfReport(store: CoverageSource, unit: Unit): Promise<ReportUnits> {
  const path = await store.unitPath(unit.id);
  const above = path[1];
  const named = await store.units({ ids: unit.reportsTo, limit: 100 });
  const town =
    path.find(({ kind }) => kind === "commune" || kind === "district" || kind === "province") ?? unit;
  return {
    above,
    to: named.length > 0 ? named : above === undefined ? [] : [above],
    place: town.name.replace(/^(Thành phố|Tỉnh|Quận|Huyện|Thị xã|Thị trấn|Xã|Phường|Đặc khu)\s+(?=\D)/iu, ""),
  };
}
