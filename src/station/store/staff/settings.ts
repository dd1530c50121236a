/** What an administrator sets for the whole station. */
import type { Kysely } from "kysely";
import { addLedger } from "../custody/ledger.js";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import { staffEntry } from "./entry.js";

export interface Settings {
  /** The page locks after so long without a key or a click. */
  idleMinutes: number;
  /** A back-up that is older is due. */
  backupDays: number;
  /** A token that was checked longer ago is due. */
  checkDays: number;
  /** Where back-ups are written to; empty: the browser saves them. */
  backupFolder: string;
}

/** Who hands tokens out, as it stands on papers. */
export interface Issuer {
  /** As it shall be printed, for example "Trạm Y tế xã Bình Minh". */
  name: string;
  phone: string;
}

/** Warnings, the time and the battery depend on a check a week. */
const CHECK_DAYS = 7;

/** Ten minutes: the time for a word with a neighbour, not for a walk. A week of entries can be typed again from paper. */
const DEFAULTS: Settings = { idleMinutes: 10, backupDays: 7, checkDays: CHECK_DAYS, backupFolder: "" };

export function createSettings(db: Kysely<StoreTables>, write: Write) {
  return {
    async settings(): Promise<Settings> {
      const rows = await db.selectFrom("settings").selectAll().execute();
      const told = new Map(rows.map(({ name, value }) => [name, value]));
      const numberOf = (name: "idleMinutes" | "backupDays" | "checkDays") =>
        Number(told.get(name) ?? DEFAULTS[name]);
      return {
        idleMinutes: numberOf("idleMinutes"),
        backupDays: numberOf("backupDays"),
        checkDays: numberOf("checkDays"),
        backupFolder: told.get("backupFolder") ?? DEFAULTS.backupFolder,
      };
    },

    putSettings: (settings: Settings, nowMs: number): Promise<void> =>
      write(async (tx) => {
        for (const [name, value] of Object.entries(settings)) await putSetting(tx, name, String(value));
        const told = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
        await addLedger(tx, staffEntry("settings", nowMs, told.join(", ")));
      }),

    /** Empty until somebody saved it. */
    async issuer(): Promise<Issuer> {
      const [name, phone] = [await settingOf(db, "issuerName"), await settingOf(db, "issuerPhone")];
      return { name: name ?? "", phone: phone ?? "" };
    },

    putIssuer: ({ name, phone }: Issuer, nowMs: number): Promise<void> =>
      write(async (tx) => {
        await putSetting(tx, "issuerName", name);
        await putSetting(tx, "issuerPhone", phone);
        await addLedger(tx, staffEntry("settings", nowMs, `issuer ${name}, ${phone}`));
      }),
  };
}

export async function putSetting(tx: Kysely<StoreTables>, name: string, value: string): Promise<void> {
  await tx
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

export async function settingOf(db: Kysely<StoreTables>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}
