/** Whose rows a station's role sees and writes, table by table (PROVINCE.md, _Who sees what_). PostgreSQL enforces it. */
import type { StoreTables } from "../schema.js";

/** The column of PostgreSQL alone that says whose a row is; the rest of the program never sees it. */
export const UNIT_COLUMN = "bz_unit";

export type Right =
  /** Seen and written by the unit and by those above it. `column`: one of the table's own that names the unit. */
  | { of: "unit"; keys?: Keys; column?: string }
  /** Seen and written by the unit alone. */
  | { of: "unit alone"; keys?: Keys }
  /** Written by the unit, seen by it and all below. */
  | { of: "handed down"; keys?: Keys }
  /** Seen and written by whoever sees these rows. */
  | { of: "rows"; seen: readonly string[] }
  /** Seen by everybody; written by whoever is above the unit, where anybody may. */
  | { of: "everybody"; insert?: string; update?: string; remove?: string };

/** What is unique within a unit only: columns of keys that the tables of a file have without the unit. */
type Keys = readonly (readonly string[])[];

const ofToken = (table: string) => `select from tokens where tokens.token = ${table}.token`;
const below = (column: string) => `${column} in (select bluezone_below())`;
/** A unit may move nothing but what is below it: its own place is given from above. */
const strictlyBelow = (column: string) => `${below(column)} and ${column} <> (select bluezone_unit())`;

/** Every table, or it does not compile. */
export const RIGHTS: Readonly<Record<keyof StoreTables, Right>> = {
  tokens: { of: "unit" },
  persons: { of: "unit" },
  households: { of: "unit", keys: [["place"]] },
  cases: { of: "unit" },
  withdrawn: { of: "unit" },

  issues: {
    of: "rows",
    seen: [ofToken("issues"), `select from persons where persons.id = issues.person_id`],
  },
  token_states: { of: "rows", seen: [ofToken("token_states")] },
  token_secrets: { of: "rows", seen: [ofToken("token_secrets")] },
  syncs: { of: "rows", seen: [ofToken("syncs")] },
  pages: { of: "rows", seen: [ofToken("pages")] },
  records: { of: "rows", seen: [ofToken("records")] },
  readings: { of: "rows", seen: [ofToken("readings")] },
  clock_corrections: { of: "rows", seen: [ofToken("clock_corrections")] },
  // By the key that a number proves, not by the number that a row of tokens bears.
  wrapped_secrets: {
    of: "rows",
    seen: [`select from tokens where tokens.token = lpad(wrapped_secrets.serial::text, 8, '0')`],
  },
  release_tries: {
    of: "rows",
    seen: [`select from tokens where tokens.token = lpad(release_tries.serial::text, 8, '0')`],
  },
  visits: { of: "rows", seen: [`select from households where households.id = visits.household_id`] },

  settings: { of: "unit alone", keys: [["name"]] },
  accounts: { of: "unit alone", keys: [["folded_name"]] },
  ledger: { of: "unit alone", keys: [["number"]] },
  key_names: { of: "unit alone", keys: [["fingerprint"]] },
  known_keys: { of: "unit alone", keys: [["fingerprint"]] },
  backup_keys: { of: "unit alone", keys: [["fingerprint"]] },
  boxes: { of: "unit alone", keys: [["serial", "generation", "kind", "recipient"]] },
  former_recipients: { of: "unit alone", keys: [["serial", "recipient"]] },
  operating_keys: { of: "unit alone", keys: [["serial"]] },
  locked_stock: { of: "unit alone", keys: [["unit"]] },
  preparations: { of: "unit alone", keys: [["serial"]] },
  unit_tokens: { of: "unit alone", keys: [["unit", "serial"]] },
  packs_in: { of: "unit alone", keys: [["id"]] },
  packs_out: { of: "unit alone", keys: [["id"]] },
  gate_passages: { of: "unit alone", keys: [["hour_ms", "kind"]] },
  coverage: { of: "unit alone", keys: [["unit", "made_ms"]] },

  campaigns: { of: "handed down" },
  f0_lists: { of: "handed down", keys: [["number"]] },
  list_tags: { of: "handed down", keys: [["number", "serial"]] },
  releases: { of: "handed down", keys: [["number"]] },
  release_tags: { of: "handed down", keys: [["number", "serial"]] },

  units: { of: "everybody", insert: below("parent_id"), update: strictlyBelow("id") },
  unit_reports: {
    of: "everybody",
    insert: strictlyBelow("unit_id"),
    update: strictlyBelow("unit_id"),
    remove: strictlyBelow("unit_id"),
  },
  coverage_reports: { of: "unit", column: "unit_id" },
  bluezone_store: { of: "everybody" },
};

/** Whether its rows bear the unit in the column of PostgreSQL alone. */
export function hasOwnColumn(
  right: Right,
): right is Extract<Right, { of: "unit" | "unit alone" | "handed down" }> {
  return right.of !== "rows" && right.of !== "everybody" && !("column" in right);
}

/** Whether a conflict on these columns is one within a unit. */
export function isKeyOfUnit(table: string, columns: readonly string[]): boolean {
  const right = (RIGHTS as Readonly<Record<string, Right | undefined>>)[table];
  if (right === undefined || !("keys" in right)) return false;
  const wanted = [...columns].sort().join();
  return (right.keys ?? []).some((key) => [...key].sort().join() === wanted);
}
