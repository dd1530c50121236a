/** The register as a list for a spreadsheet, which can be edited and taken in again. */
import { stringify } from "csv-stringify/sync";
import { formatSerial } from "../../serial-number.js";
import type { ListedPerson } from "../../store/types.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import { nationalPhone } from "../../text/search-words.js";
import { EXPORT_HEADERS, type PeopleField } from "./people-columns.js";

const WIDTHS = [28, 9, 9, 14, 14, 24, 20, 28, 14, 12, 12, 22, 38];

type Cell = string | number | null;

function cellsOf(person: ListedPerson): Cell[] {
  const { consent } = person;
  const by = consent?.by === "guardian" ? " người giám hộ" : "";
  const cells: Partial<Record<PeopleField, Cell>> = {
    ...{ name: person.name, birth: person.birthYear, unit: person.unit, address: person.address },
    ...{ guardian: person.guardian, group: person.group, id: person.id },
    sex: person.sex && { male: "Nam", female: "Nữ" }[person.sex],
    phone: groupedPhone(person.phone),
    relativePhone: groupedPhone(person.relativePhone),
    smartphone: { true: "Có", false: "Không" }[String(person.smartphone)] ?? null,
    tokens: person.tokens.map(({ serial }) => formatSerial(serial)).join(", "),
    consent: consent && formatDay(localDayOf(consent.atMs)) + by,
  };
  return EXPORT_HEADERS.map(([field]) => cells[field] ?? null);
}

/** "0912 345 678": without its spaces Excel takes it for a number and drops the zero. */
function groupedPhone(phone: string | null): string | null {
  return phone && nationalPhone(phone).replace(/^(\d{4})(\d{3})(\d+)$/, "$1 $2 $3");
}

const HEADER = EXPORT_HEADERS.map(([, header]) => header);

/** Above the header; taken in again, a list may have one. */
function titleRows(title: string | undefined): string[][] {
  return title === undefined ? [] : [[title]];
}

/** With a BOM, without which Excel takes UTF-8 for an old code page. No cell is a formula. */
export function peopleCsv(people: readonly ListedPerson[], title?: string): string {
  const options = { bom: true, record_delimiter: "windows", escape_formulas: true } as const;
  return stringify([...titleRows(title), HEADER, ...people.map(cellsOf)], options);
}

export async function peopleXlsx(people: readonly ListedPerson[], title?: string): Promise<Uint8Array> {
  const { default: write } = await import("write-excel-file/node");
  const header = HEADER.map((value) => ({ value, fontWeight: "bold" as const }));
  const rows = people.map((person) =>
    cellsOf(person).map((value) =>
      value === null ? null : typeof value === "number" ? { value, type: Number } : { value, type: String },
    ),
  );
  const titles = titleRows(title).map(([value]) => [{ value: value!, type: String }]);
  const columns = WIDTHS.map((width) => ({ width }));
  const file = write([...titles, header, ...rows], { columns, stickyRowsCount: titles.length + 1 });
  return new Uint8Array(await file.toBuffer());
}
