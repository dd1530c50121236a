/** A commune's own units and places from a list: hamlets, agencies, schools, quarantine sites. */
import { randomUUID } from "node:crypto";
import { type Problem, problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import type { Store } from "../../store/store.js";
import { type Unit, type UnitKind, UNIT_KINDS } from "../../store/types.js";
import { parseIsoDay } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";
import { findTable, label } from "../sheet/columns.js";
import type { Sheet } from "../sheet/read-sheet.js";

const HEADERS = {
  code: ["ma", "ma don vi", "ma so", "code"],
  name: ["ten", "ten don vi", "don vi", "name"],
  kind: ["loai", "loai don vi", "kind"],
  parent: ["thuoc", "don vi cap tren", "cap tren", "truc thuoc", "parent", "belongs to"],
  reportsTo: ["bao cao cho", "noi nhan bao cao", "reports to"],
  from: ["tu ngay", "from"],
  to: ["den ngay", "to", "until"],
};
type Field = keyof typeof HEADERS;

/** As lists and people call them, folded. */
const KINDS: Readonly<Record<UnitKind, readonly string[]>> = {
  province: ["tinh", "thanh pho", "thanh pho truc thuoc trung uong"],
  district: ["quan", "huyen", "thi xa"],
  commune: ["xa", "phuong", "thi tran", "dac khu"],
  hamlet: ["thon", "ban", "ap", "buon", "lang", "xom", "to dan pho", "khu pho", "to", "khoi", "khoi pho"],
  office: ["co quan", "so", "ban nganh", "phong ban", "uy ban"],
  school: ["truong hoc", "truong"],
  class: ["lop", "lop hoc"],
  health: ["co so y te", "benh vien", "tram y te", "trung tam y te"],
  ward: ["khoa", "khoa phong"],
  quarantine: ["khu cach ly", "cach ly"],
  company: ["doanh nghiep", "cong ty", "nha may", "khu cong nghiep"],
  workshop: ["phan xuong", "xuong", "to doi"],
  market: ["cho", "sieu thi"],
  shop: ["cua hang", "cay xang"],
  restaurant: ["nha hang", "quan an"],
  hotel: ["khach san", "nha nghi"],
  station: ["ben xe", "nha ga", "san bay", "ben tau"],
  other: ["khac"],
};

export interface UnitRow {
  row: number;
  unit: Unit;
  faults: Problem[];
}

/** Rows with what is wrong with each; nothing is written. */
export async function readUnits(store: Store, { rows }: Sheet): Promise<UnitRow[]> {
  const table = findTable<Field>(rows, HEADERS, "name");
  if (table === undefined) throw new UserError("register/file/no-units", { header: "Tên" });
  const read: UnitRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (index < table.firstRow || row.every((cell) => cell === "")) continue;
    const cell = (field: Field) =>
      row.find((text, column) => table.fields[column] === field && text !== "") ?? "";
    const faults: Problem[] = [];
    const [code, name, kindText] = [cell("code"), cell("name"), cell("kind")];
    if (name === "") faults.push(problem("register/unit/no-name"));
    const kind = kindOf(kindText, name);
    if (kind === undefined) {
      faults.push(problem("register/unit/kind", { text: kindText || name, kinds: Object.values(KINDS).map(([word]) => word).join(", ") })); // prettier-ignore
    }
    const [fromDay, toDay] = [dayOf(cell("from"), faults), dayOf(cell("to"), faults)];
    if (fromDay !== null && toDay !== null && toDay < fromDay) faults.push(problem("register/unit/dates"));
    const parentId = cell("parent") === "" ? null : await idOf(store, read, cell("parent"), faults);
    const reportsTo: string[] = [];
    for (const text of cell("reportsTo")
      .split(";")
      .map((part) => part.trim())
      .filter(Boolean)) {
      // prettier-ignore
      const to = await idOf(store, read, text, faults);
      if (to !== null) reportsTo.push(to);
    }
    const same = await store.units({ query: code || name, ...(code === "" && { parentId }), limit: 100 });
    const known = same.find((one) =>
      code === ""
        ? one.code === null && one.kind === kind && label(one.name) === label(name)
        : one.code === code && one.toDay === null,
    );
    const unit: Unit = {
      ...{ id: known?.id ?? randomUUID(), code: code || null, name, kind: kind ?? "other", parentId },
      ...{ fromDay, toDay: toDay === null ? null : toDay + 1, reportsTo },
    };
    if (unit.parentId === unit.id) faults.push(problem("register/unit/self"));
    read.push({ row: index + 1, unit, faults });
  }
  return read;
}

function kindOf(text: string, name: string): UnitKind | undefined {
  const word = label(text);
  if (word !== "") return UNIT_KINDS.find((kind) => kind === word || KINDS[kind].includes(word));
  // "Thôn 3", "Trường THCS Bình An": the longest that the name begins with.
  const begun = UNIT_KINDS.flatMap((kind) => KINDS[kind].map((begin) => ({ kind, begin })))
    .filter(({ begin }) => `${label(name)} `.startsWith(`${begin} `))
    .sort((a, b) => b.begin.length - a.begin.length);
  return begun[0]?.kind;
}

/** By code or by name, in the list or in the store; the one that is valid still. */
async function idOf(
  store: Store,
  read: readonly UnitRow[],
  text: string,
  faults: Problem[],
): Promise<string | null> {
  const isIt = ({ code, name }: Unit) => code === text || label(name) === label(text);
  const stored = (await store.units({ query: text, limit: 100 })).filter(
    (unit) => isIt(unit) && unit.toDay === null,
  );
  const found = new Set([...read.map(({ unit }) => unit).filter(isIt), ...stored].map(({ id }) => id));
  if (found.size !== 1) {
    faults.push(problem("register/unit/parent", { text }));
    return null;
  }
  return [...found][0]!;
}

function dayOf(text: string, faults: Problem[]): number | null {
  if (text === "") return null;
  const day = parseIsoDay(text) ?? parseTypedDay(text, 0);
  if (day === undefined) faults.push(problem("register/unit/date", { text }));
  return day ?? null;
}
