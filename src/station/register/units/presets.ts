/** The country's administrative units as they were and as they are (LISTS.md), read only when somebody asks for them. */
import { UserError } from "../../../words/user-error.js";
import type { Unit, UnitKind } from "../../store/types.js";
import { dayOfDate } from "../../text/local-time.js";

export const PRESETS = ["2020", "2025"] as const;
export type Preset = (typeof PRESETS)[number];

/** Districts ended, and provinces and communes became others. */
const REFORM_DAY = dayOfDate(2025, 7, 1)!;

const LEVELS: Readonly<Record<number, UnitKind>> = { 2: "province", 3: "district", 5: "commune" };

/**
 * Units of a list, each after the one it belongs to.
 *
 * @param within  code of a unit: it, what belongs to it, and what it belongs to
 */
export async function presetUnits(preset: Preset, within?: string): Promise<Unit[]> {
  const { units: lines } =
    preset === "2020"
      ? (await import("./lists/2020.json")).default
      : (await import("./lists/2025.json")).default;
  const units = lines.flatMap((line) => unitsOfLine(line, preset));
  if (within === undefined) return units;
  const chosen = units.find(({ code }) => code === within);
  if (chosen === undefined) throw new UserError("register/unit/code", { code: within });
  const parents = new Map(units.map(({ id, parentId }) => [id, parentId]));
  const pathOf = (id: string | null): string[] =>
    id === null ? [] : [id, ...pathOf(parents.get(id) ?? null)];
  const above = new Set(pathOf(chosen.id));
  return units.filter(({ id }) => above.has(id) || pathOf(id).includes(chosen.id));
}

/** "01Thành phố Hà Nội;001Quận Ba Đình;00001Phường Phúc Xá;…" */
function unitsOfLine(line: string, preset: Preset): Unit[] {
  const parents: string[] = [];
  return line.split(";").map((text) => {
    const code = /^\d+/.exec(text)![0];
    const id = `${code}/${preset}`;
    while (parents.length > 0 && parents.at(-1)!.indexOf("/") >= code.length) parents.pop();
    const unit: Unit = {
      ...{
        id,
        code,
        name: text.slice(code.length),
        kind: LEVELS[code.length]!,
        parentId: parents.at(-1) ?? null,
      },
      fromDay: preset === "2020" ? null : REFORM_DAY,
      toDay: preset === "2020" ? REFORM_DAY : null,
      reportsTo: [],
    };
    parents.push(id);
    return unit;
  });
}
