/** SORMAS: contacts as its CSV import takes them, and the file of rows that it refused (EXCHANGE.md 2). */
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { peopleById, uuidOfPair, type ExportedCase, type ExportedContact } from "./exported-case.js";
import { evidenceText, localDate, nameOf, namePartsOf, plainPhone, plainText } from "./plain-text.js";

export interface SormasSettings {
  /** UUID of the case in SORMAS; null: region and district say where the contacts belong. */
  caseUuid: string | null;
  region: string;
  district: string;
  separator: "," | ";" | "\t";
}

/** Region before district, because SORMAS looks each up inside the one before. */
const COLUMNS = [
  ...["caseIdExternalSystem", "caseOrEventInformation", "disease", "reportDateTime", "region", "district"],
  ...["firstContactDate", "lastContactDate", "contactClassification", "description", "externalToken"],
  ...["person.firstName", "person.lastName", "person.birthdateYYYY", "person.phone", "person.internalToken"],
] as const;
type Column = (typeof COLUMNS)[number];

/** SORMAS refuses a blank name. */
const NO_NAME = "?";

/** `dd/MM/yyyy`, which SORMAS reads in every language but plain English. */
function turned(isoDay: string): string {
  return isoDay.split("-").reverse().join("/");
}

/** F2 belong to no case of SORMAS's: without region and district it would refuse them. */
export function sormasTakes(
  { class: ofClass }: ExportedContact,
  { region, district }: SormasSettings,
): boolean {
  return ofClass === "f1" || (region !== "" && district !== "");
}

function classificationOf({ status }: ExportedContact): string {
  return status === "confirmed" ? "CONFIRMED" : status === "rejected" ? "NO_CONTACT" : "UNCONFIRMED";
}

/** Two header rows, then a row a contact. Encounters are evidence: each is UNCONFIRMED until an officer says otherwise. */
export function sormasContacts(one: ExportedCase, settings: SormasSettings): string {
  const people = peopleById(one);
  const taken = one.contacts.filter((contact) => sormasTakes(contact, settings));
  const rows = taken.map((contact): Record<Column, string> => {
    const { given, middle, family } = namePartsOf(contact.person);
    const isF1 = contact.class === "f1";
    const f1s = contact.met.map((id) => nameOf(people.get(id)!));
    return {
      caseIdExternalSystem: isF1 ? (settings.caseUuid ?? "") : "",
      caseOrEventInformation: isF1 ? "" : plainText(`F2, đã gặp F1: ${f1s.join(", ")}`),
      disease: "CORONAVIRUS",
      reportDateTime: turned(localDate(one.madeMs)),
      region: plainText(settings.region),
      district: plainText(settings.district),
      firstContactDate: turned(contact.firstDay),
      lastContactDate: turned(contact.lastDay),
      contactClassification: classificationOf(contact),
      description: plainText(evidenceText(contact)),
      externalToken: uuidOfPair(one, contact, contact.met[0]),
      "person.firstName": [middle, given].filter(Boolean).join(" "),
      "person.lastName": family || NO_NAME,
      "person.birthdateYYYY": contact.person.birthYear?.toString() ?? "",
      "person.phone": contact.person.phone === null ? "" : plainPhone(contact.person.phone),
      "person.internalToken": contact.person.tokens.join(" "),
    };
  });
  const entities = COLUMNS.map((column) => (column.startsWith("person.") ? "Person" : "Contact"));
  const lines = [entities, [...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => row[column]))];
  return stringify(lines, { bom: true, delimiter: settings.separator, record_delimiter: "windows" });
}

export interface SormasRefusal {
  /** Which contact of ours, by the ID that we gave it. */
  externalToken: string;
  message: string;
}

const ERROR_COLUMN = "Error description";

/** Rows that SORMAS refused, out of the file that it gives back; undefined where it is no such file. */
export function readSormasErrors(text: string): SormasRefusal[] | undefined {
  const plain = text.replace(/^\uFEFF/, "");
  const delimiter = [",", ";", "\t"].find(
    (one) => plain.includes(`${ERROR_COLUMN}${one}`) || plain.includes(`${ERROR_COLUMN}"${one}`),
  );
  if (delimiter === undefined) return undefined;
  const options = { delimiter, relax_column_count: true, skip_empty_lines: true };
  const [, header, ...rows] = parse(plain, options);
  const token = header?.indexOf("externalToken") ?? -1;
  if (header?.[0] !== ERROR_COLUMN || token < 0) return undefined;
  // Its writer puts ' before a cell that a spreadsheet would take for a formula.
  const cell = (value = "") => value.replace(/^'(?=[=+\-@])/, "");
  return rows.map((row) => ({ externalToken: cell(row[token]), message: cell(row[0]) }));
}
