/** A person as the register has them, and as the store keeps them. */
import type { Selectable } from "kysely";
import { toBytes, type StoreTables } from "../schema.js";
import { nationalPhone, searchText } from "../../text/search-words.js";
import { nameKey, textKey } from "../../text/sort-key.js";
import { wordsIn } from "../../text/vietnamese.js";
import type { ConsentBy, RegisterEntry, RegisteredPerson, Sex } from "../types.js";

/** By which two lists may mean the same person. */
export const foldedName = (name: string) => wordsIn(name).join(" ");

type Row = StoreTables["persons"];
type Searched = Pick<Row, "name" | "unit" | "phone" | "birth_year"> & { relative_phone?: string | null };

/** By which the database finds and sorts a row: made anew whenever what they are made of changes. */
export function searchColumns({ name, unit, phone, birth_year, relative_phone = null }: Searched) {
  const phones = [phone, relative_phone].map((number) => number && nationalPhone(number));
  return {
    search: searchText([name, unit, birth_year, ...phones]),
    folded_name: foldedName(name),
    phone_digits: phones[0] || null,
    name_key: Buffer.from(nameKey(name)),
    unit_key: Buffer.concat([textKey(unit), nameKey(name)]),
  };
}

export function rowOfEntry(entry: RegisterEntry) {
  const { name, unit, phone, birthYear, sex, relativePhone, guardian, address, group, consent, smartphone } =
    entry;
  const row = {
    ...{ name, unit, phone, birth_year: birthYear, sex, relative_phone: relativePhone, guardian, address },
    ...{ person_group: group, consent_ms: consent?.atMs ?? null, consent_by: consent?.by ?? null },
    ...(consent === null ? {} : { refused_ms: null }),
    ...(smartphone === undefined ? {} : { has_smartphone: smartphone === null ? null : Number(smartphone) }),
  };
  return { ...row, ...searchColumns(row) };
}

export function entryOfRow(
  row: Omit<Selectable<Row>, keyof ReturnType<typeof searchColumns> | "household_id">,
): RegisteredPerson {
  const { consent_ms, consent_by, has_smartphone, refused_ms } = row;
  return {
    id: row.id,
    ...{ name: row.name, unit: row.unit, phone: row.phone, birthYear: row.birth_year },
    ...{ sex: row.sex as Sex | null, relativePhone: row.relative_phone, guardian: row.guardian },
    ...{ address: row.address, group: row.person_group, origin: row.origin },
    smartphone: has_smartphone === null ? null : has_smartphone === 1,
    ...(refused_ms === null ? {} : { refusedMs: Number(refused_ms) }),
    consent: consent_ms === null ? null : { atMs: Number(consent_ms), by: consent_by as ConsentBy },
  };
}

export function hexKey(key: ArrayBuffer | Uint8Array | null): string {
  return key === null ? "" : Buffer.from(toBytes(key)).toString("hex");
}
