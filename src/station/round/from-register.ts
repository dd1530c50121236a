/** Households of the addresses that people of the register have: ROUND.md. */
import { randomUUID } from "node:crypto";
import { placeOf, renumber, rowOf } from "../store/registry/households.js";
import type { Store } from "../store/store.js";

export interface FromRegister {
  /** New ones. */
  households: number;
  /** Who came into one, new or known. */
  people: number;
  /** Who has no address. */
  unplaced: number;
}

const IDS_A_STATEMENT = 1_000;
/** "Hộ 12, Thôn 3": lists write the house before the village. */
const HOUSE_FIRST = /^((?:hộ|số nhà|nhà số|nhà)\s+[^,]+),\s*(.+)$/iu;

export function householdsFromRegister(store: Store, nowMs: number): Promise<FromRegister> {
  return store.write(async (tx) => {
    const people = await tx
      .selectFrom("persons")
      .select(["id", "unit", "address"])
      .where("household_id", "is", null)
      // Those whom another unit keeps are at other doors.
      .where((eb) => eb.or([eb("origin", "is", null), eb("origin", "=", "")]))
      .orderBy("id")
      .execute();
    const known = await tx.selectFrom("households").select(["id", "place"]).execute();
    const idOf = new Map(known.map(({ id, place }) => [place, id]));
    const members = new Map<string, string[]>();
    const units = new Map<string, string>();
    const counts: FromRegister = { households: 0, people: 0, unplaced: 0 };
    for (const { id, ...person } of people) {
      const at = houseOf(person);
      if (at === undefined) {
        counts.unplaced++;
        continue;
      }
      const place = placeOf(at);
      let household = idOf.get(place);
      if (household === undefined) {
        household = randomUUID();
        idOf.set(place, household);
        const unitKey = placeOf({ unit: at.unit, address: "" });
        const details = { unit: units.get(unitKey) ?? at.unit, address: at.address };
        const row = await rowOf(tx, { ...details, team: "", people: null, note: "" });
        units.set(unitKey, row.unit);
        await tx
          .insertInto("households")
          .values({ id: household, ...row, position: BEHIND, changed_ms: nowMs })
          .execute();
        counts.households++;
      }
      members.set(household, [...(members.get(household) ?? []), id]);
      counts.people++;
    }
    for (const unit of new Set(units.values())) await renumber(tx, unit);
    for (const [household, ids] of members) {
      for (let from = 0; from < ids.length; from += IDS_A_STATEMENT)
        await tx
          .updateTable("persons")
          .set({ household_id: household })
          .where("id", "in", ids.slice(from, from + IDS_A_STATEMENT))
          .execute();
    }
    return counts;
  });
}

/** After those that have a number. */
const BEHIND = 1_000_000_000;

function houseOf({ unit, address }: { unit: string; address: string | null }) {
  if (address !== null && address.trim() !== "") return { unit, address: address.trim() };
  const [, house, village] = HOUSE_FIRST.exec(unit.trim().normalize("NFC")) ?? [];
  return house === undefined ? undefined : { unit: village!, address: house };
}
