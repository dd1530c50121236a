/** Rows of a list as people, and what is wrong with each. */
import type { Problem } from "../../../words/problem.js";
import { problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { parseSerial } from "../../serial-number.js";
import type { ConsentBy, RegisterEntry, Sex } from "../../store/types.js";
import { dayOfDate, isoDay, localDayStartMs } from "../../text/local-time.js";
import { nationalPhone } from "../../text/search-words.js";
import { parseTypedDay } from "../../text/typed-time.js";
import { fold } from "../../text/vietnamese.js";
import { findTable, label } from "./columns.js";
import { type PeopleField, PEOPLE_HEADERS } from "./people-columns.js";
import type { Row, Sheet } from "./read-sheet.js";

export interface PersonRow {
  /** Of the sheet, from 1, as a spreadsheet numbers it. */
  row: number;
  /** Of an earlier export. */
  id: string | null;
  entry: RegisterEntry;
  /** Which of its fields the list has at all: the others stay as they are. */
  told: readonly (keyof RegisterEntry)[];
  /** Serial numbers. */
  tokens: number[];
  /** Why it cannot be taken. */
  faults: Problem[];
  /** What was understood otherwise than it stands there. */
  notes: Problem[];
}

export interface PeopleSheet {
  people: PersonRow[];
  /** Columns that are none of a person's. */
  unknownColumns: string[];
}

const MOST_CHARACTERS = 120;
const OLDEST_YEAR = 1900;
/** A section of the list: what follows is of this hamlet. */
const SECTION =
  /^(thon|ban|to|ap|buon|xom|khu|lop|khoa|doi|to dan pho|khu pho)\b.*\d|^(thon|ban|ap|buon|xom|khoa) \p{L}+/u;
/** Under the list: sums, places and signatures. */
const FOOTER =
  /^(tong|tong so|tong cong|cong|nguoi lap|lap bieu|ngay|noi nhan|ghi chu|xac nhan|chu tich|tm|kt)\b/;

/** Throws `UserError` where the sheet has no column of names. */
export function readPeople({ rows, encoding }: Sheet, nowMs: number): PeopleSheet {
  const table =
    findTable<PeopleField>(rows, PEOPLE_HEADERS, "name") ??
    findTable<PeopleField>(rows, PEOPLE_HEADERS, "givenName");
  if (table === undefined) throw new UserError("register/file/no-names", { header: "Họ và tên" });
  const fields = spreadNames(rows, table.fields, table.firstRow);
  const thisYear = Number(isoDay(Math.floor(nowMs / 86_400_000)).slice(0, 4));
  const people: PersonRow[] = [];
  let section: string | null = null;
  for (const [index, row] of rows.entries()) {
    if (index < table.firstRow) continue;
    const cells = row.filter((cell) => cell !== "");
    if (cells.length === 0) continue;
    const texts = cells.filter((cell) => !/^[\d.IVX]+$/.test(cell));
    if (texts.length === 1 && cells.length <= 2 && SECTION.test(label(texts[0]!))) {
      section = texts[0]!;
      continue;
    }
    const person = readRow(row, fields, thisYear);
    const isNamed = person.entry.name !== "";
    if (FOOTER.test(label(texts[0] ?? "")) && person.entry.birthYear === null && person.entry.phone === null)
      continue;
    if (!isNamed && texts.length === 0) continue;
    if (person.entry.unit === "" && section !== null) {
      person.entry.unit = section;
      person.told = [...person.told, "unit"];
    }
    // TCVN3 has its accented capitals in a font of their own: "¸nh" is "ánh" in one and "Ánh" in the other.
    if (encoding === "tcvn3") person.entry.name = capitalised(person.entry.name);
    people.push({ ...person, row: index + 1 });
  }
  const header = rows[table.firstRow - 1] ?? [];
  const unknownColumns = header.filter(
    (cell, column) =>
      cell !== "" &&
      fields[column] === undefined &&
      !/^(stt|tt|so tt|so thu tu|ghi chu|no)$/.test(label(cell)),
  );
  return { people, unknownColumns };
}

function capitalised(name: string): string {
  return name.replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase());
}

/** "Họ và tên" merged across two columns: the second has no header, and a word in most rows. */
function spreadNames(
  rows: readonly Row[],
  fields: readonly (PeopleField | undefined)[],
  firstRow: number,
): (PeopleField | undefined)[] {
  const header = rows[firstRow - 1] ?? [];
  return fields.map((field, column) => {
    const isNext = field === undefined && fields[column - 1] === "name" && (header[column] ?? "") === "";
    const isText = rows.slice(firstRow, firstRow + 20).some((row) => /^\p{L}+$/u.test(row[column] ?? ""));
    return isNext && isText ? "name" : field;
  });
}

function readRow(
  row: Row,
  fields: readonly (PeopleField | undefined)[],
  thisYear: number,
): Omit<PersonRow, "row"> {
  const faults: Problem[] = [];
  const notes: Problem[] = [];
  const cell = (field: PeopleField) =>
    row
      .filter((text, column) => fields[column] === field && text !== "")
      // What an export wrote so that a spreadsheet does not take it for a formula.
      .map((text) => text.replace(/^'(?=[=+\-@])/, ""))
      .join(" ");
  const has = (...some: PeopleField[]) => some.some((field) => fields.includes(field));
  const text = (field: PeopleField) => {
    const value = cell(field);
    if (value.length > MOST_CHARACTERS)
      faults.push(problem("register/row/long", { text: value.slice(0, 20), most: MOST_CHARACTERS }));
    return value;
  };

  const name = text("name") || [cell("familyName"), cell("givenName")].filter(Boolean).join(" ");
  if (name === "") faults.push(problem("register/row/no-name"));
  else if (/\d|[@#/\\]/.test(name)) faults.push(problem("register/row/name", { text: name }));

  const born = cell("birth") || cell("birthOfMan") || cell("birthOfWoman");
  const birthYear = yearOf(born, thisYear, faults);
  const sexOfBirth = cell("birthOfWoman") ? "female" : cell("birthOfMan") ? "male" : null;
  const sex =
    sexOf(cell("sex"), faults) ??
    sexOfBirth ??
    (has("isWoman") ? (cell("isWoman") ? "female" : "male") : null);
  const phones = phonesOf(cell("phone"), faults, notes);
  const relative = phonesOf(cell("relativePhone"), faults, notes);
  const told: (keyof RegisterEntry)[] = [
    "name",
    ...(has("birth", "birthOfMan", "birthOfWoman") ? (["birthYear"] as const) : []),
    ...(has("sex", "isWoman", "birthOfWoman") ? (["sex"] as const) : []),
    ...(
      ["unit", "phone", "relativePhone", "guardian", "address", "group", "smartphone", "consent"] as const
    ).filter((field) => has(field)),
    ...(phones.length > 1 && !has("relativePhone") ? (["relativePhone"] as const) : []),
  ];
  return {
    id: cell("id") || null,
    entry: {
      ...{ name, unit: text("unit"), birthYear, sex },
      phone: phones[0] ?? null,
      relativePhone: relative[0] ?? phones[1] ?? null,
      guardian: text("guardian") || null,
      address: text("address") || null,
      group: text("group") || null,
      smartphone: smartphoneOf(cell("smartphone"), faults),
      consent: consentOf(cell("consent"), thisYear, faults),
    },
    told,
    tokens: tokensOf(cell("tokens"), faults),
    ...{ faults, notes },
  };
}

/** "1958", "12/05/1958", "1958-05-12"; of the date only the year is kept. */
function yearOf(text: string, thisYear: number, faults: Problem[]): number | null {
  if (text === "") return null;
  const bare = /^(\d{4})([.,]0+)?$/.exec(text)?.[1];
  const [, d, m, y] = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/.exec(text) ?? [];
  const day =
    y === undefined
      ? parseTypedDay(/^\d{4}-/.test(text) ? text : "", 0)
      : dayOfDate(Number(y), Number(m), Number(d));
  const year =
    bare !== undefined ? Number(bare) : day === undefined ? undefined : Number(isoDay(day).slice(0, 4));
  if (year !== undefined && year >= OLDEST_YEAR && year <= thisYear) return year;
  const isTwoDigits = /^(\d{1,2}[\s/.-]+\d{1,2}[\s/.-]+)?\d{2}$/.test(text);
  faults.push(
    isTwoDigits
      ? problem("register/row/birth-two-digits", { text })
      : problem("register/row/birth", { text, oldest: OLDEST_YEAR, newest: thisYear }),
  );
  return null;
}

const SEXES: Record<string, Sex> = {
  nam: "male",
  male: "male",
  m: "male",
  trai: "male",
  nu: "female",
  female: "female",
  f: "female",
  gai: "female",
};

function sexOf(text: string, faults: Problem[]): Sex | null {
  const known = SEXES[fold(text)];
  if (text !== "" && known === undefined)
    faults.push(problem("register/row/sex", { text, words: "Nam, Nữ" }));
  return known ?? null;
}

function smartphoneOf(text: string, faults: Problem[]): boolean | null {
  const folded = fold(text).trim();
  if (folded === "") return null;
  if (/^(co|x|yes|1)$/.test(folded)) return true;
  if (/^(khong|khong co|chua|chua co|no|0)$/.test(folded)) return false;
  faults.push(problem("register/row/smartphone", { text, words: "Có, Không" }));
  return null;
}

/** One, or two in one cell. Excel drops the zero of a number that it takes for one. */
function phonesOf(text: string, faults: Problem[], notes: Problem[]): string[] {
  return text
    .split(/[;,/]| - |\n/)
    .filter((part) => /\d/.test(part))
    .map((part) => {
      const digits = nationalPhone(part.replace(/[.,]0$/, ""));
      const isCut = /^[35789]\d{8}$|^2\d{9}$/.test(digits);
      if (isCut) notes.push(problem("register/row/phone-zero", { text: part.trim(), phone: `0${digits}` }));
      else if (!/^0\d{8,10}$|^00\d{7,14}$/.test(digits))
        faults.push(problem("register/row/phone", { text: part.trim() }));
      return isCut ? `0${digits}` : digits;
    });
}

function tokensOf(text: string, faults: Problem[]): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => /\d/.test(part))
    .flatMap((part) => {
      const serial = parseSerial(part);
      if (serial === undefined) faults.push(problem("register/row/token", { text: part }));
      return serial ?? [];
    });
}

/** "28/11/2026 người giám hộ": the day, and who agreed. */
function consentOf(text: string, thisYear: number, faults: Problem[]): RegisterEntry["consent"] {
  const folded = fold(text).trim();
  if (folded === "" || /^(khong|chua|no|0)$/.test(folded)) return null;
  const by: ConsentBy = /giam ho|guardian/.test(folded) ? "guardian" : "self";
  const date = /\d[\d/.-]*\d/.exec(text)?.[0];
  const day = date === undefined ? undefined : parseTypedDay(date, dayOfDate(thisYear, 12, 31)!);
  if (day === undefined) {
    faults.push(problem("register/row/consent", { text }));
    return null;
  }
  return { atMs: localDayStartMs(day), by };
}
