/** The lines of a recording (RECORDING.md), and whether one is what it should be. */
import { z } from "zod";
import type { Change, Opening } from "./changes.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { LIGHTS } from "../../src/wearer/signals.js";
import { type Problem, problem } from "../../src/words/problem.js";

const FORMAT = "bztoken-watch";
export const VERSION = 1;

const count = z.number().int().min(0);
const centimetres = z.number();

const openingSchema = z.object({
  scenario: z.string(),
  seed: count,
  startUtcMs: z.number().int(),
  fromMs: count,
  endMs: count,
  log: z.object({ pages: count.max(65_536), recordsPerPage: count }),
  places: z.array(
    z.object({
      kind: z.string(),
      xCm: centimetres,
      yCm: centimetres,
      widthCm: centimetres,
      depthCm: centimetres,
    }),
  ),
  people: z
    .array(
      z.object({
        name: z.string(),
        age: count,
        household: count,
        occupation: z.string(),
        device: z.enum(["token", "android", "iphone", "none"]),
        serial: count.optional(),
      }),
    )
    .max(1_000_000),
});

export function encodeOpening(opening: Opening): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, ...opening });
}

/** The opening, or what is wrong with the line. */
export function decodeOpening(line: string): Opening | Problem {
  const value = parse(line) as { format?: unknown; version?: unknown } | undefined;
  if (value?.format !== FORMAT) return problem("word/recording/not-one");
  if (value.version !== VERSION)
    return problem("word/recording/version", { version: String(value.version), ours: VERSION });
  const result = openingSchema.safeParse(value);
  if (!result.success) return problem("word/recording/line", { line: 1 });
  return result.data as Opening;
}

type Column = readonly [from: number, to: number];
const ANY: Column = [-(2 ** 53), 2 ** 53];
const BIT: Column = [0, 1];

/** Takes the lines of one recording in order; undefined where one does not fit. */
export function createChangeDecoder({ places, people }: Opening): (line: string) => Change | undefined {
  const person: Column = [0, people.length - 1];
  const position = [person, [-1, places.length - 1], ANY, ANY] as const;
  let lastMs = 0;
  let ids = 0;

  function lists(): Record<string, readonly Column[]> {
    return {
      moved: position,
      devices: position,
      carried: [person, [0, 4]],
      slots: [person, [0, 65_535], [-1, 95], [-1, ids - 1], [0, 2], ANY],
      lit: [person, BIT],
      pages: [person, ANY, [0, 65_535], [0, 65_535], BIT],
      erased: [person, ANY],
      power: [person, BIT],
      warned: [person, BIT],
      signals: [person, [0, LIGHTS.length - 1], [-1, LIGHTS.length - 1]],
      batteries: [person, [0, 65_535], BIT],
    };
  }

  function isList(list: unknown, columns: readonly Column[]): boolean {
    if (!Array.isArray(list) || list.length % columns.length !== 0) return false;
    return list.every((value, i) => isWithin(value, columns[i % columns.length]!));
  }

  function areIds(list: unknown): boolean {
    if (!Array.isArray(list)) return false;
    ids += list.length;
    return list.every(
      (entry) =>
        Array.isArray(entry) &&
        isWithin(entry[0], [-1, people.length - 1]) &&
        typeof entry[1] === "string" &&
        /^[0-9A-F]{24}$/.test(entry[1]),
    );
  }

  function areWindows(list: unknown): boolean {
    if (!Array.isArray(list)) return false;
    let at = 0;
    while (at < list.length) {
      const [listener, slot, window, count] = list.slice(at, at + 4) as unknown[];
      if (!isWithin(listener, person) || !isWithin(slot, ANY)) return false;
      if (!isWithin(window, [0, WINDOWS_PER_SLOT - 1]) || !isWithin(count, [0, list.length])) return false;
      at += 4;
      const heard = list.slice(at, at + 3 * count);
      if (
        heard.length !== 3 * count ||
        !isList(heard, [
          [0, ids - 1],
          [-127, 20],
          [1, 65_535],
        ])
      )
        return false;
      at += 3 * count;
    }
    return true;
  }

  return (line) => {
    const value = parse(line);
    if (typeof value !== "object" || value === null) return undefined;
    const { ms, ids: newIds = [], heard = [], ...rest } = value as Record<string, unknown>;
    if (!isWithin(ms, [lastMs, 2 ** 53]) || !areIds(newIds) || !areWindows(heard)) return undefined;
    const known = lists();
    const isKnown = ([name, list]: [string, unknown]) =>
      Object.hasOwn(known, name) && isList(list, known[name]!);
    if (!Object.entries(rest).every(isKnown)) return undefined;
    lastMs = ms;
    return value as Change;
  };
}

function isWithin(value: unknown, [from, to]: Column): value is number {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
