/** Takes a lower unit's report file in, or what staff enter for a unit: checked first, and never counted twice. */
import { createHash } from "node:crypto";
import { type Problem, problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import { label } from "../register/sheet/columns.js";
import type { Store } from "../store/store.js";
import type { Unit } from "../store/types.js";
import { formatDay, formatMoment, localDayOf } from "../text/local-time.js";
import { type Book, sumOfBooks } from "./figures.js";
import { type FileContent, type FileRow, contentText, requireGroupNames } from "./report-content.js";
import { type ReportRow, readReport } from "./report-file.js";
import { type Scope, scopeOf } from "./scope.js";
import { contradictionOf } from "./sums.js";

const MOST_UNITS = 100_000;

export interface Taken {
  unit: Unit;
  day: number;
  rows: number;
  notes: Problem[];
}

export async function takeReport(store: Store, bytes: Uint8Array, nowMs: number): Promise<Taken> {
  const { report, checksum } = readReport(bytes);
  const { day, madeMs } = report;
  if (day > localDayOf(nowMs)) throw new UserError("coverage/file/future", { day: formatDay(day) });
  const units = await store.units({ atDay: day, limit: MOST_UNITS });
  const index = indexOf(units);
  const [top] = report.rows;
  const unit = match(top!, index);
  if (unit === undefined) throw new UserError("coverage/file/no-unit", { unit: top!.name });
  const notes: Problem[] = [];
  const kept = await store.coverageReport(unit.id, "file", day);
  if (kept !== undefined) {
    const was = { day: formatDay(day), at: formatMoment(kept.madeMs) };
    if (kept.checksum === checksum) {
      return { unit, day, rows: report.rows.length, notes: [problem("coverage/note/again", was)] };
    }
    if (madeMs <= kept.madeMs) throw new UserError("coverage/file/older", was);
    notes.push(problem("coverage/note/replaces", was));
  }
  const content: FileContent = {
    rows: rowsHere(report.rows, unit, scopeOf(units, unit.id)!, index, notes),
    groupNames: report.groupNames,
  };
  const said = { unitId: unit.id, kind: "file" as const, day, madeMs, takenMs: nowMs, checksum };
  await store.putCoverageReport({ ...said, content: contentText("file", content) });
  return { unit, day, rows: report.rows.length, notes };
}

/** The rows by the units of this store; one that is unknown here counts within the unit above it. */
function rowsHere(
  rows: readonly ReportRow[],
  sender: Unit,
  scope: Scope,
  index: UnitIndex,
  notes: Problem[],
): FileRow[] {
  const inScope = new Set(scope.units.map(({ id }) => id));
  const idHere = new Map<string, string>();
  const here = new Map<string, { books: Book[]; tokens: Map<string, string[]> }>();
  const unknown: string[] = [];
  for (const row of rows) {
    const above = row.under === null ? undefined : idHere.get(row.under)!;
    const known = row.under === null ? sender : match(row, index, above);
    if (known === undefined) unknown.push(row.name);
    else if (!inScope.has(known.id)) notes.push(movedNote(known, sender, index));
    const id = known?.id ?? above!;
    idHere.set(row.id, id);
    const kept = here.get(id) ?? { books: [], tokens: new Map<string, string[]>() };
    here.set(id, kept);
    kept.books.push(row.book);
    // All rows may fall on one unit: each key is moved once, and no list of them is made anew.
    for (const [group, keys] of Object.entries(row.tokens)) {
      const list = kept.tokens.get(group) ?? [];
      kept.tokens.set(group, list);
      for (const key of keys) list.push(key);
    }
  }
  if (unknown.length > 0) {
    const first = unknown.slice(0, 5).join(", ") + (unknown.length > 5 ? ", …" : "");
    notes.push(problem("coverage/note/unknown-units", { count: unknown.length, units: first }));
  }
  return [...here].map(([id, { books, tokens }]) => ({
    ...{ id, book: sumOfBooks(books), tokens: Object.fromEntries(tokens) },
  }));
}

function movedNote(unit: Unit, sender: Unit, { byId }: UnitIndex): Problem {
  const parent = byId.get(unit.parentId ?? "")?.name ?? "–";
  return problem("coverage/note/elsewhere", { unit: unit.name, sender: sender.name, parent });
}

/** Units by what a row may call them. */
interface UnitIndex {
  byId: ReadonlyMap<string, Unit>;
  /** By kind and code, and by kind and label of the name. */
  byCode: ReadonlyMap<string, readonly Unit[]>;
  byName: ReadonlyMap<string, readonly Unit[]>;
}

const codeKey = ({ kind, code }: Pick<Unit, "kind" | "code">) => `${kind} ${code}`;
const nameKey = ({ kind, name }: Pick<Unit, "kind" | "name">) => `${kind} ${label(name)}`;

function indexOf(units: readonly Unit[]): UnitIndex {
  const byCode = new Map<string, Unit[]>();
  const byName = new Map<string, Unit[]>();
  const put = (into: Map<string, Unit[]>, key: string, unit: Unit) => {
    const before = into.get(key);
    if (before === undefined) into.set(key, [unit]);
    else before.push(unit);
  };
  for (const unit of units) {
    if (unit.code !== null) put(byCode, codeKey(unit), unit);
    put(byName, nameKey(unit), unit);
  }
  return { byId: new Map(units.map((unit) => [unit.id, unit])), byCode, byName };
}

/** By ID, by code, or by name under the same unit. A code that two units bear says nothing. */
function match(row: ReportRow, { byId, byCode, byName }: UnitIndex, above?: string): Unit | undefined {
  const isOne = (found: readonly Unit[] = []) => (found.length === 1 ? found[0] : undefined);
  const ofName = (found: readonly Unit[] = []) =>
    found.filter(({ parentId }) => above === undefined || parentId === above);
  return (
    byId.get(row.id) ??
    (row.code === null ? undefined : isOne(byCode.get(codeKey(row)))) ??
    isOne(ofName(byName.get(nameKey(row))))
  );
}

export interface Entry {
  unitId: string;
  day: number;
  all: Book["all"];
  /** By the group's name. */
  groups: Readonly<Record<string, Book["all"]>>;
}

/** What staff enter for a unit with all below it, in the place of what they entered for the same day. */
export async function enterFigures(
  store: Store,
  { unitId, day, all, groups }: Entry,
  nowMs: number,
): Promise<void> {
  if (day > localDayOf(nowMs)) throw new UserError("coverage/file/future", { day: formatDay(day) });
  const [unit] = await store.units({ ids: [unitId], limit: 1 });
  if (unit === undefined) throw new UserError("coverage/no-unit", { day: formatDay(day) });
  requireGroupNames(Object.keys(groups));
  const names = Object.keys(groups).filter((name) => label(name) !== "");
  const book: Book = { all, groups: Object.fromEntries(names.map((name) => [label(name), groups[name]!])) };
  const wrong = contradictionOf(book);
  if (wrong !== undefined)
    throw new UserError("coverage/file/contradiction", { unit: unit.name, why: wrong });
  const groupNames = Object.fromEntries(names.map((name) => [label(name), name.trim()]));
  const content = contentText("entered", { book, groupNames });
  const checksum = createHash("sha256").update(content).digest("hex");
  const said = { unitId, kind: "entered" as const, day, madeMs: nowMs, takenMs: nowMs };
  await store.putCoverageReport({ ...said, checksum, content });
}
