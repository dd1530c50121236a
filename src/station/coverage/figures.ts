/** What is counted, and how it is added up. A figure that nobody told is absent: unknown, which is not 0. */

/** Of people, in the order of the tables. */
export const PEOPLE_FIGURES = ["population", "smartphones", "phoneless", "installs", "tokens"] as const;
export const ACTIVITIES = ["teams", "members", "households", "broadcasts", "leaflets"] as const;
export const FIGURES = [...PEOPLE_FIGURES, ...ACTIVITIES] as const;
export type PeopleFigure = (typeof PEOPLE_FIGURES)[number];
export type Figure = (typeof FIGURES)[number];

export type Figures = Partial<Record<Figure, number>>;
/** By the group's name, folded (`label`). */
export type Groups = Readonly<Record<string, Figures>>;

/** Everybody, and of them those in each group. */
export interface Book {
  all: Figures;
  groups: Groups;
}

export const EMPTY_BOOK: Book = { all: {}, groups: {} };

/** By every figure that one of them tells. */
export function combine(one: Figures, other: Figures, join: (a: number, b: number) => number): Figures {
  const joined: Figures = {};
  for (const figure of FIGURES) {
    const [a, b] = [one[figure], other[figure]];
    if (a !== undefined && b !== undefined) joined[figure] = join(a, b);
    else if (a !== undefined || b !== undefined) joined[figure] = (a ?? b)!;
  }
  return joined;
}

export function combineBooks(one: Book, other: Book, join: (a: number, b: number) => number): Book {
  const groups: Record<string, Figures> = { ...one.groups };
  for (const [key, figures] of Object.entries(other.groups)) {
    groups[key] = combine(groups[key] ?? {}, figures, join);
  }
  return { all: combine(one.all, other.all, join), groups };
}

const plus = (a: number, b: number) => a + b;

export const addFigures = (one: Figures, other: Figures) => combine(one, other, plus);
export const addBooks = (one: Book, other: Book) => combineBooks(one, other, plus);

/** Of any number of books, each looked at once: sums of sums would copy all groups for every book. */
export function sumOfBooks(books: Iterable<Book>): Book {
  let all: Figures = {};
  const groups = new Map<string, Figures>();
  for (const book of books) {
    all = addFigures(all, book.all);
    for (const [key, figures] of Object.entries(book.groups))
      groups.set(key, addFigures(groups.get(key) ?? {}, figures));
  }
  return { all, groups: Object.fromEntries(groups) };
}

export const greaterOf = (one: Book, other: Book) => combineBooks(one, other, Math.max);

/** What is left of the whole when its parts are taken out; figures that the whole does not tell stay out. */
export function rest(whole: Figures, parts: Figures): Figures {
  const left: Figures = {};
  for (const figure of FIGURES) {
    if (whole[figure] !== undefined) left[figure] = whole[figure] - (parts[figure] ?? 0);
  }
  return left;
}

export function restOfBook(whole: Book, parts: Book): Book {
  const groups = Object.entries(whole.groups).map(([key, figures]) => [
    key,
    rest(figures, parts.groups[key] ?? {}),
  ]);
  return { all: rest(whole.all, parts.all), groups: Object.fromEntries(groups) as Groups };
}

/** People with Bluezone or a token. */
export function coveredOf({ installs, tokens }: Figures): number | undefined {
  return installs === undefined && tokens === undefined ? undefined : (installs ?? 0) + (tokens ?? 0);
}

/** Undefined where one of them is unknown, or nobody is there. */
export function shareOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
