/** Folded words and sort keys of the people that an older store holds. */
import type { Kysely } from "kysely";
import { searchColumns } from "../../registry/person-row.js";
import type { StoreTables } from "../../schema.js";

export async function fillSearch(tx: Kysely<StoreTables>): Promise<void> {
  const rows = await tx.selectFrom("persons").select(["id", "name", "unit", "phone", "birth_year"]).execute();
  for (const row of rows) {
    await tx.updateTable("persons").set(searchColumns(row)).where("id", "=", row.id).execute();
  }
}
