/** How many passed a gate, by the hour and by what they carried. Nobody's number, name or time of the minute. */
import type { Kysely } from "kysely";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";

/** "without": neither token nor phone, let in by the guard's hand. */
export const PASSAGE_KINDS = ["token", "android", "iphone", "without"] as const;
export type PassageKind = (typeof PASSAGE_KINDS)[number];

export interface PassageHour {
  /** UTC, when it begins. */
  hourMs: number;
  passages: Record<PassageKind, number>;
}

const HOUR_MS = 3_600_000;

export function createGatePassages(db: Kysely<StoreTables>, write: Write) {
  return {
    async addPassage(kind: PassageKind, nowMs: number): Promise<void> {
      const hourMs = nowMs - (nowMs % HOUR_MS);
      await write((tx) =>
        tx
          .insertInto("gate_passages")
          .values({ hour_ms: hourMs, kind, passages: 1 })
          .onConflict((oc) =>
            oc
              .columns(["hour_ms", "kind"])
              .doUpdateSet((eb) => ({ passages: eb("gate_passages.passages", "+", 1) })),
          )
          .execute(),
      );
    },

    /** Hours in which somebody passed, the earliest first. @param toMs  not included */
    async passages(fromMs: number, toMs: number): Promise<PassageHour[]> {
      const rows = await db
        .selectFrom("gate_passages")
        .selectAll()
        .where("hour_ms", ">=", fromMs)
        .where("hour_ms", "<", toMs)
        .orderBy("hour_ms")
        .execute();
      const hours = new Map<number, PassageHour>();
      for (const { hour_ms, kind, passages } of rows) {
        const hourMs = Number(hour_ms);
        const hour = hours.get(hourMs) ?? { hourMs, passages: none() };
        hour.passages[kind as PassageKind] = Number(passages);
        hours.set(hourMs, hour);
      }
      return [...hours.values()];
    },
  };
}

function none(): Record<PassageKind, number> {
  return { token: 0, android: 0, iphone: 0, without: 0 };
}
