/** Somebody of the register, or somebody new, as a command names them. */
import type { Command } from "commander";
import { UserError } from "../../../words/user-error.js";
import { isBirthYear } from "../../limits.js";
import type { Person, PersonDetails, Store } from "../../store/store.js";
import { fold } from "../../text/vietnamese.js";

export interface WhoOptions {
  person?: string;
  new?: string;
  unit?: string;
  phone?: string;
  birthYear?: number;
}

export const withWhoOptions = (command: Command): Command =>
  command
    .option(
      "--person <name>",
      "somebody of the register, by their whole name; where several have it, with --unit or --birth-year",
    )
    .option("--new <name>", "somebody who is not in the register: they are entered into it")
    .option("--unit <name>", "unit or hamlet")
    .option("--phone <number>", "telephone of somebody new")
    .option("--birth-year <year>", "year of birth", readBirthYear);

function readBirthYear(text: string): number {
  const year = Number(text);
  if (!/^\d{4}$/.test(text) || !isBirthYear(year)) throw new UserError("command/birth-year", { text });
  return year;
}

/** Before a passphrase is asked for. */
export function requireWho({ person, new: fresh }: WhoOptions): void {
  if ((person === undefined) === (fresh === undefined)) throw new UserError("command/who");
  if ((person ?? fresh)!.trim() === "") throw new UserError("command/who");
}

/** `UserError` where nobody, or more than one, is meant. */
export async function whoOf(store: Store, options: WhoOptions): Promise<PersonDetails | { id: string }> {
  const { person, new: fresh, unit, phone, birthYear = null } = options;
  if (fresh !== undefined) {
    return { name: fresh.trim().normalize("NFC"), unit: unit ?? "", phone: phone ?? null, birthYear };
  }
  return { id: (await findPerson(store, person!, options)).id };
}

const MOST = 50;

export async function findPerson(
  store: Store,
  name: string,
  { unit, birthYear }: Pick<WhoOptions, "unit" | "birthYear"> = {},
): Promise<Person> {
  const asked = { query: name, order: "name", isDown: false, after: null, limit: MOST } as const;
  const found = (await store.people(asked)).people.filter(
    (one) =>
      fold(one.name) === fold(name.trim()) &&
      (unit === undefined || fold(one.unit) === fold(unit)) &&
      (birthYear === undefined || one.birthYear === birthYear),
  );
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw new UserError("command/nobody-registered", { name });
  const names = found.map((one) => [one.unit, one.birthYear].filter(Boolean).join(", "));
  throw new UserError("command/several-registered", { count: found.length, name, names: names.join("; ") });
}
