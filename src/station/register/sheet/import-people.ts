/** Takes a list of people in: whole, or not at all. */
import { UserError } from "../../../words/user-error.js";
import type { Store } from "../../store/store.js";
import { issueWithin } from "../../store/people.js";
import { insertEntry, updateEntry } from "../../store/registry/people-list.js";
import { knownSerial } from "../../store/token-identity.js";
import { type PlannedRow, merged, newTokens, planPeople } from "./plan-people.js";
import type { PersonRow } from "./read-people.js";

/** What to do with somebody who may be in the register already: leave out, add all the same, or update the one with this ID. */
export type Decision = "skip" | "add" | { update: string };

export interface ImportCounts {
  added: number;
  changed: number;
  same: number;
  skipped: number;
  issued: number;
}

export interface ImportOptions {
  decide: (row: PlannedRow) => Decision | undefined;
  /** Rows with faults are left out instead of stopping everything. */
  skipsBad: boolean;
  nowMs: number;
}

/** What importing would do; nothing is written. */
export function previewPeople(store: Store, people: readonly PersonRow[]): Promise<PlannedRow[]> {
  return store.write((tx) => planPeople(tx, people));
}

export function importPeople(
  store: Store,
  people: readonly PersonRow[],
  { decide, skipsBad, nowMs }: ImportOptions,
): Promise<ImportCounts> {
  return store.write(async (tx) => {
    const plan = await planPeople(tx, people);
    const bad = plan.filter(({ verdict }) => verdict === "bad");
    if (bad.length > 0 && !skipsBad) throw new UserError("register/import/bad-rows", { count: bad.length });
    const counts = { added: 0, changed: 0, same: 0, skipped: 0, issued: 0 };
    for (const row of plan) {
      const decision = decisionOf(row, decide);
      if (decision === "skip") counts.skipped++;
      else if (decision === "same") counts.same++;
      else {
        const own = decision === "add" ? undefined : row.known.find(({ id }) => id === decision.update);
        if (decision !== "add" && own === undefined)
          throw new UserError("register/import/undecided", { row: row.row });
        if (own === undefined) counts.added++;
        else counts.changed++;
        const id = own?.id ?? (await insertEntry(tx, row.entry));
        if (own !== undefined)
          await updateEntry(tx, id, row.verdict === "changed" ? row.becomes : merged(own, row, false));
        for (const serial of newTokens(row, own)) {
          await issueWithin(tx, await knownSerial(tx, serial), { id }, nowMs);
          counts.issued++;
        }
      }
    }
    return counts;
  });
}

function decisionOf(row: PlannedRow, decide: ImportOptions["decide"]): Decision | "same" {
  switch (row.verdict) {
    case "bad":
      return "skip";
    case "new":
      return "add";
    case "same":
      return "same";
    case "changed":
      return { update: row.known[0]!.id };
    case "double": {
      const decision = decide(row);
      if (decision === undefined) throw new UserError("register/import/undecided", { row: row.row });
      return decision;
    }
  }
}
