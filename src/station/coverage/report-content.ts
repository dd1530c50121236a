/** What a unit said, as the store keeps it: figures that staff entered, or the rows of a report file. */
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import { type Figures, type Groups, FIGURES, PEOPLE_FIGURES } from "./figures.js";
import type { CoverageReport } from "../store/registry/coverage.js";

/** More people than Vietnam has are a slip of the keyboard. */
const count = z.number().int().min(0).max(100_000_000);
const figuresOf = (names: readonly string[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, count.optional()]))) as z.ZodType<Figures>;
/** As long as the register takes one. */
export const MOST_GROUP_CHARACTERS = 120;
const key = z.string().min(1).max(MOST_GROUP_CHARACTERS);
export const groupFigures = figuresOf(PEOPLE_FIGURES);
export const bookInput = z.strictObject({
  all: figuresOf(FIGURES),
  groups: z.record(key, groupFigures) as unknown as z.ZodType<Groups>,
});
const groupNames = z.record(key, z.string().min(1).max(200));

const entered = z.strictObject({ book: bookInput, groupNames });
const tokens = z.record(z.string().max(MOST_GROUP_CHARACTERS), z.array(z.string().min(1).max(40)));
export const rowInput = z.strictObject({
  id: z.string().min(1).max(80),
  book: bookInput,
  tokens,
});
const rows = z.strictObject({ rows: z.array(rowInput), groupNames });

export type EnteredContent = z.infer<typeof entered>;
export type FileRow = z.infer<typeof rowInput>;
export type FileContent = z.infer<typeof rows>;

/** `UserError` where a name that somebody typed is too long to be kept. */
export function requireGroupNames(names: readonly string[]): void {
  const long = names.find((name) => name.trim().length > MOST_GROUP_CHARACTERS);
  if (long !== undefined)
    throw new UserError("coverage/figures/group-name", {
      text: long.trim().slice(0, 20),
      most: MOST_GROUP_CHARACTERS,
    });
}

/** For the store. `UserError` where it could not be read again: then no report above the unit could be made any more. */
export function contentText(kind: CoverageReport["kind"], content: EnteredContent | FileContent): string {
  const isReadable = (kind === "entered" ? entered : rows).safeParse(content).success;
  if (!isReadable) throw new UserError("coverage/file/limits");
  return JSON.stringify(content);
}

/** Undefined where the store holds something else. */
export function readContent({ kind, content }: CoverageReport): EnteredContent | FileContent | undefined {
  try {
    return (kind === "entered" ? entered : rows).parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}
