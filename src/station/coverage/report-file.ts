/** The file in which a unit sends its figures upward: COVERAGE.md, Report file. */
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import { UNIT_KINDS } from "../store/types.js";
import { type CheckedFault, type CheckedKind, readChecked, writeChecked } from "./checked-file.js";
import type { Coverage } from "./coverage.js";
import { type Book, FIGURES, sumOfBooks } from "./figures.js";
import { bookInput, rowInput } from "./report-content.js";
import { isTerritory } from "./scope.js";
import { contradictionOf } from "./sums.js";

const KIND: CheckedKind = {
  ...{ format: "bluezone-coverage", version: 1, member: "report", mostBytes: 50_000_000 },
};
const FAULTS: Record<CheckedFault, () => UserError> = {
  big: () => new UserError("coverage/file/big", { most: KIND.mostBytes / 1e6 }),
  kind: () => new UserError("coverage/file/kind"),
  version: () => new UserError("coverage/file/version"),
  changed: () => new UserError("coverage/file/changed"),
};
/** Units of the largest province, with its places. */
const MOST_ROWS = 50_000;

const row = rowInput.extend({
  code: z.string().max(20).nullable(),
  name: z.string().min(1).max(300),
  kind: z.enum(UNIT_KINDS),
  /** The unit that it stands under in this report; null: the report's own. */
  under: z.string().max(80).nullable(),
});
const report = z.strictObject({
  day: z.number().int().min(0).max(100_000),
  madeMs: z.number().int().min(0),
  activeDays: z.number().int().min(1).max(60),
  groupNames: z.record(z.string(), z.string()),
  /** The report's own unit first, each unit after the one that it stands under. */
  rows: z.array(row).min(1).max(MOST_ROWS),
  /** What the rows add up to. */
  totals: z.strictObject({ residents: bookInput, places: bookInput }),
});
export type Report = z.infer<typeof report>;
export type ReportRow = Report["rows"][number];

export function reportOf({ day, activeDays, lines, groupNames, scope }: Coverage, madeMs: number): Report {
  const { residents, places } = lines[0]!;
  return {
    ...{ day, madeMs, activeDays, groupNames: Object.fromEntries(groupNames) },
    rows: lines.map(({ unit: { id, code, name, kind }, own, tokens }) => ({
      ...{ id, code, name, kind, under: scope.above.get(id) ?? null },
      ...{
        book: own,
        tokens: Object.fromEntries(Object.entries(tokens).map(([group, keys]) => [group, [...keys]])),
      },
    })),
    totals: { residents, places },
  };
}

export function writeReport(said: Report): string {
  return writeChecked(KIND, said);
}

/** `UserError` where it is no such file, was changed, or contradicts itself. */
export function readReport(bytes: Uint8Array): { report: Report; checksum: string } {
  const read = readChecked(KIND, bytes);
  if (typeof read === "string") throw FAULTS[read]();
  const { said, checksum } = read;
  const inner = report.safeParse(said);
  if (!inner.success) {
    const isTooMuch = inner.error.issues.every(({ code }) => code === "too_big" || code === "invalid_key");
    throw isTooMuch ? new UserError("coverage/file/limits") : FAULTS.kind();
  }
  requireSense(inner.data);
  return { report: inner.data, checksum };
}

function requireSense({ rows, totals }: Report): void {
  const known = new Map<string, string>();
  const above = new Set(rows.map(({ under }) => under));
  const tokens = new Set<string>();
  const books: Record<"residents" | "places", Book[]> = { residents: [], places: [] };
  for (const [i, one] of rows.entries()) {
    if (known.has(one.id)) throw new UserError("coverage/file/unit-twice", { unit: one.name });
    if (i === 0 ? one.under !== null : one.under === null || !known.has(one.under))
      throw new UserError("coverage/file/order", { unit: one.name });
    known.set(one.id, one.name);
    // What is left of a unit with others below it need not make sense by itself.
    const wrong = above.has(one.id) ? undefined : contradictionOf(one.book);
    if (wrong !== undefined)
      throw new UserError("coverage/file/contradiction", { unit: one.name, why: wrong });
    const keys = Object.values(one.tokens).flat();
    for (const key of keys) {
      if (tokens.has(key)) throw new UserError("coverage/file/token-twice", { unit: one.name });
      tokens.add(key);
    }
    if (keys.length > (one.book.all.tokens ?? 0))
      throw new UserError("coverage/file/sums", { unit: one.name });
    books[isTerritory(one.kind) ? "residents" : "places"].push(one.book);
  }
  for (const kind of ["residents", "places"] as const) {
    if (!isSame(sumOfBooks(books[kind]), totals[kind]))
      throw new UserError("coverage/file/sums", { unit: rows[0]!.name });
  }
}

function isSame(one: Book, other: Book): boolean {
  const keys = new Set([...Object.keys(one.groups), ...Object.keys(other.groups)]);
  const pairs = [
    [one.all, other.all],
    ...[...keys].map((key) => [one.groups[key] ?? {}, other.groups[key] ?? {}]),
  ];
  return pairs.every(([a, b]) => FIGURES.every((figure) => (a![figure] ?? 0) === (b![figure] ?? 0)));
}
