/** Figures of every unit of a scope, from what the register and the units tell: COVERAGE.md, Sums. Without effects. */
import { type Problem, problem } from "../../words/problem.js";
import type { Unit } from "../store/types.js";
import { without } from "../without.js";
import {
  type Book,
  type Figures,
  EMPTY_BOOK,
  FIGURES,
  PEOPLE_FIGURES,
  addBooks,
  coveredOf,
  greaterOf,
  restOfBook,
  sumOfBooks,
} from "./figures.js";
import { isTerritory, type Scope } from "./scope.js";

/** Keys of tokens, by the group of whoever has them; "" where they are in none. */
export type TokenKeys = Readonly<Record<string, readonly string[]>>;

export function countKeys(tokens: TokenKeys): number {
  return Object.values(tokens).reduce((count, keys) => count + keys.length, 0);
}

/** What is told of one unit, without those below it. */
export interface Own {
  book: Book;
  tokens: TokenKeys;
}

export interface Told {
  register: ReadonlyMap<string, Own>;
  /** Rows of reports, those that are believed first come first. */
  rows: ReadonlyMap<string, Own>;
  /** A unit with all below it. */
  entered: ReadonlyMap<string, Book>;
}

export interface Line {
  unit: Unit;
  /** 0: the unit that the report is of. */
  depth: number;
  /** With all below it: those who live there … */
  residents: Book;
  /** … and those whom places count. */
  places: Book;
  /** Not broken down any further, in the unit's own kind of book. */
  own: Book;
  /** That count here, and nowhere else. */
  tokens: TokenKeys;
}

export function sumUp(scope: Scope, { register, rows, entered }: Told): { lines: Line[]; notes: Problem[] } {
  const notes: Problem[] = [];
  const tokens = shareOutTokens(scope, register, rows, notes);
  const lines = new Map<string, Line>();
  const depths = new Map<string, number>();
  for (const { id } of scope.units) depths.set(id, (depths.get(scope.above.get(id) ?? "") ?? -1) + 1);
  for (const unit of [...scope.units].reverse()) {
    const below = (scope.under.get(unit.id) ?? []).map(({ id }) => lines.get(id)!);
    const sum = {
      residents: sumOfBooks(below.map(({ residents }) => residents)),
      places: sumOfBooks(below.map(({ places }) => places)),
    };
    const kind = isTerritory(unit.kind) ? "residents" : "places";
    const here = tokens.get(unit.id) ?? {};
    const parts = addBooks(sum[kind], directOf(register.get(unit.id), rows.get(unit.id), here));
    const said = entered.get(unit.id) ?? EMPTY_BOOK;
    noteLess(unit, said, parts, notes);
    const total = greaterOf(said, parts);
    lines.set(unit.id, {
      ...{ unit, depth: depths.get(unit.id)!, ...sum, [kind]: total },
      own: restOfBook(total, sum[kind]),
      tokens: here,
    });
  }
  const all = scope.units.map(({ id }) => lines.get(id)!);
  for (const line of all) noteOver(line, notes);
  // The level above refuses a report in which the lowest units contradict themselves: whoever sends it has to know.
  for (const { unit, residents, places } of all.filter(
    ({ unit }) => unit === scope.root || !scope.under.has(unit.id),
  )) {
    for (const book of [residents, places]) {
      const why = contradictionOf(book);
      if (why !== undefined) notes.push(problem("coverage/note/contradiction", { unit: unit.name, why }));
    }
  }
  noteUnknown(scope, lines, entered, notes);
  return { lines: all, notes };
}

/** Each token counts in one unit: that of the register, else that of the first row which tells of it. */
function shareOutTokens(
  scope: Scope,
  register: Told["register"],
  rows: Told["rows"],
  notes: Problem[],
): Map<string, Record<string, string[]>> {
  const names = new Map(scope.units.map(({ id, name }) => [id, name]));
  const unitOf = new Map<string, string>();
  const shared = new Map<string, Record<string, string[]>>();
  const doubles = new Map<string, { unit: string; other: string; count: number }>();
  for (const source of [register, rows]) {
    for (const [id, own] of source) {
      if (!names.has(id)) continue;
      const here = shared.get(id) ?? {};
      shared.set(id, here);
      for (const [group, keys] of Object.entries(own.tokens)) {
        for (const key of keys) {
          const other = unitOf.get(key);
          if (other === undefined) {
            unitOf.set(key, id);
            (here[group] ??= []).push(key);
          } else if (other !== id) {
            const pair = doubles.get(`${id} ${other}`);
            if (pair === undefined)
              doubles.set(`${id} ${other}`, { unit: names.get(id)!, other: names.get(other)!, count: 1 });
            else pair.count++;
          }
        }
      }
    }
  }
  for (const { unit, other, count } of doubles.values()) {
    notes.push(problem("coverage/note/two-units", { count, unit, other }));
  }
  return shared;
}

/** Register and report mean the same people, so the greater of the two counts; tokens are those that count here. */
function directOf(register: Own | undefined, row: Own | undefined, here: Record<string, string[]>): Book {
  if (register === undefined && row === undefined) return EMPTY_BOOK;
  const uncounted = row === undefined ? EMPTY_BOOK : withoutListed(row);
  const people = greaterOf(
    withoutTokens(register?.book ?? EMPTY_BOOK),
    withoutTokens(row?.book ?? EMPTY_BOOK),
  );
  const tokens = countKeys(here);
  const isTold = register?.book.all.tokens !== undefined || row?.book.all.tokens !== undefined || tokens > 0;
  const listed: Book = {
    all: isTold ? { tokens } : {},
    groups: Object.fromEntries(
      [...new Set([...Object.keys(people.groups), ...Object.keys(here)])]
        .filter((group) => group !== "")
        .map((group) => [group, isTold ? { tokens: here[group]?.length ?? 0 } : {}]),
    ),
  };
  return addBooks(people, addBooks(listed, uncounted));
}

/** Tokens that a row counts without naming them. */
function withoutListed({ book, tokens }: Own): Book {
  const left = ({ tokens: count }: Figures, listed: number): Figures =>
    count === undefined || count <= listed ? {} : { tokens: count - listed };
  return {
    all: left(book.all, countKeys(tokens)),
    groups: Object.fromEntries(
      Object.entries(book.groups).map(([group, figures]) => [
        group,
        left(figures, tokens[group]?.length ?? 0),
      ]),
    ),
  };
}

function withoutTokens({ all, groups }: Book): Book {
  const cut = (figures: Figures): Figures => without(figures, "tokens");
  return {
    all: cut(all),
    groups: Object.fromEntries(Object.entries(groups).map(([group, figures]) => [group, cut(figures)])),
  };
}

/** The total that was entered is less than what its parts tell. */
function noteLess(unit: Unit, said: Book, parts: Book, notes: Problem[]): void {
  for (const figure of FIGURES) {
    const [whole, sum] = [said.all[figure], parts.all[figure]];
    if (whole === undefined || sum === undefined || whole >= sum) continue;
    notes.push(
      problem("coverage/note/less", {
        ...{ unit: unit.name, figure: problem(`word/coverage/${figure}`), said: whole, sum },
      }),
    );
  }
}

/** Somebody has both Bluezone and a token, or a figure is wrong. */
function noteOver({ unit, residents, places }: Line, notes: Problem[]): void {
  const { all } = isTerritory(unit.kind) ? residents : places;
  const covered = coveredOf(all);
  if (covered === undefined || all.population === undefined || covered <= all.population) return;
  notes.push(problem("coverage/note/over", { unit: unit.name, covered, population: all.population }));
}

/** The rate is of those units only that told how many people they have. */
function noteUnknown(
  scope: Scope,
  lines: ReadonlyMap<string, Line>,
  entered: Told["entered"],
  notes: Problem[],
): void {
  const isCountedAbove = new Set<string>();
  let count = 0;
  for (const { id, kind } of scope.units) {
    if (entered.get(id)?.all.population !== undefined || isCountedAbove.has(scope.above.get(id) ?? "")) {
      isCountedAbove.add(id);
    } else if (
      isTerritory(kind) &&
      !scope.under.has(id) &&
      lines.get(id)!.residents.all.population === undefined
    ) {
      count++;
    }
  }
  if (count > 0) notes.push(problem("coverage/note/unknown", { count }));
}

/** What contradicts itself in figures that somebody tells: refused, with the reason. */
export function contradictionOf({ all, groups }: Book): Problem | undefined {
  const { population } = all;
  const parts = [
    ["smartphones", all.smartphones],
    ["phoneless", all.phoneless],
    ["installs", all.installs],
    ["tokens", all.tokens],
  ] as const;
  for (const [figure, count] of parts) {
    if (population !== undefined && count !== undefined && count > population)
      return problem("coverage/figures/more-than-people", {
        ...{ figure: problem(`word/coverage/${figure}`), count, population },
      });
  }
  const phones = (all.smartphones ?? 0) + (all.phoneless ?? 0);
  if (population !== undefined && phones > population) {
    return problem("coverage/figures/phones", { count: phones, population });
  }
  for (const figure of PEOPLE_FIGURES) {
    const sum = Object.values(groups).reduce((count, group) => count + (group[figure] ?? 0), 0);
    const whole = all[figure];
    if (whole !== undefined && sum > whole)
      return problem("coverage/figures/groups", { figure: problem(`word/coverage/${figure}`), sum, whole });
  }
  for (const group of Object.values(groups)) {
    const wrong = contradictionOf({ all: group, groups: {} });
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
