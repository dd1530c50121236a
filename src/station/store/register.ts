/** Tokens, and what practice tokens told of their secrets. */
import type { Kysely } from "kysely";
import type { Write } from "./database/opened.js";
import { HIGHEST_SERIAL } from "../serial-number.js";
import { unprovenIn } from "./custody/preparations.js";
import { issuesOf } from "./people.js";
import { standingOf, statesOf } from "./registry/token-states.js";
import { toBytes, type StoreTables } from "./schema.js";
import {
  keyOfSerial,
  knownSerial,
  isPracticeSerial,
  knownToken,
  resolvePractice,
  resolveService,
  type PracticeClaim,
  type ResolvedPractice,
  type ResolvedService,
} from "./token-identity.js";
import type { StoredSecrets, StoredToken, TimeState, TokenState } from "./types.js";

export function createRegister(db: Kysely<StoreTables>, write: Write) {
  return {
    /** The key of the token in service whose key proved this number; it is registered where it is new. */
    resolveService: (proven: { serial: number; chipId: string }): Promise<ResolvedService> =>
      write((tx) => resolveService(tx, proven)),

    /** The key of the unprepared token that tells this; it is registered where it is new. */
    resolvePractice: (claim: PracticeClaim): Promise<ResolvedPractice> =>
      write((tx) => resolvePractice(tx, claim)),

    /** The key of a token that is known by its number; it is registered where it is new. */
    tokenOf: (serial: number): Promise<string> => write((tx) => knownSerial(tx, serial)),

    /** Keeps what the token told about itself. */
    async putToken(state: TokenState): Promise<void> {
      await write(async (tx) => {
        await knownToken(tx, state);
        await tx
          .updateTable("tokens")
          .set({
            firmware: state.firmware,
            is_practice: state.isPractice ? 1 : 0,
            generation: state.generation,
            time_state: state.timeState,
            battery_mv: state.batteryMilliVolts,
            is_charging: state.isCharging ? 1 : 0,
            is_gate: state.isGate === true ? 1 : 0,
            clock_drift_ms: state.clockDriftMs,
            lost_records: state.lostRecords,
            operating_epoch: state.operatingEpoch,
          })
          .where("token", "=", state.token)
          .execute();
      });
    },

    /** As the token said when it was configured; each reading says it too. */
    async putOperatingEpoch(serial: number, epoch: number): Promise<void> {
      await write(async (tx) => {
        const token = keyOfSerial(serial);
        await tx.updateTable("tokens").set({ operating_epoch: epoch }).where("token", "=", token).execute();
      });
    },

    /** The same of its mode. */
    async putGate(serial: number, isGate: boolean): Promise<void> {
      await write(async (tx) => {
        const token = keyOfSerial(serial);
        await tx
          .updateTable("tokens")
          .set({ is_gate: isGate ? 1 : 0 })
          .where("token", "=", token)
          .execute();
      });
    },

    /** Of practice tokens. */
    async putSecrets(secrets: StoredSecrets): Promise<void> {
      if (!isPracticeSerial(secrets.serial)) throw new Error("a token in service tells nobody its secrets");
      await write(async (tx) => {
        await knownToken(tx, secrets);
        const row = {
          base_id: Buffer.from(secrets.baseId),
          created_day: secrets.createdDay,
          seal_key: Buffer.from(secrets.sealKey),
        };
        await tx
          .insertInto("token_secrets")
          .values({ token: secrets.token, generation: secrets.generation, ...row })
          .onConflict((conflict) => conflict.columns(["token", "generation"]).doUpdateSet(row))
          .execute();
      });
    },

    /** Of practice tokens; what an older program kept under another number is left out. */
    async secrets(): Promise<StoredSecrets[]> {
      const rows = await db
        .selectFrom("token_secrets")
        .innerJoin("tokens", "tokens.token", "token_secrets.token")
        .select(["token_secrets.token", "serial", "token_secrets.generation"])
        .select(["base_id", "created_day", "seal_key"])
        .where("serial", ">", HIGHEST_SERIAL)
        .orderBy("token_secrets.token")
        .orderBy("token_secrets.generation")
        .execute();
      return rows.map((row) => ({
        token: row.token,
        serial: row.serial,
        generation: row.generation,
        baseId: toBytes(row.base_id),
        createdDay: row.created_day,
        sealKey: toBytes(row.seal_key),
      }));
    },

    async hasToken(token: string): Promise<boolean> {
      const row = await db.selectFrom("tokens").select("token").where("token", "=", token).executeTakeFirst();
      return row !== undefined;
    },

    async tokens(): Promise<StoredToken[]> {
      const rows = await db
        .selectFrom("tokens")
        .selectAll()
        .select((eb) =>
          eb
            .selectFrom("pages")
            .whereRef("pages.token", "=", "tokens.token")
            .select(({ fn }) => fn.sum("places").as("records"))
            .as("records"),
        )
        .select((eb) =>
          eb
            .selectFrom("readings")
            .whereRef("readings.token", "=", "tokens.token")
            .select(({ fn }) => fn.max("at_ms").as("checked"))
            .as("checked"),
        )
        .orderBy("serial")
        .orderBy("token")
        .execute();
      const last = new Map((await issuesOf(db)).map((issue) => [issue.token, issue]));
      const holdings = new Map([...last].filter(([, { toMs }]) => toMs === null));
      const states = await statesOf(db);
      const unproven = await unprovenIn(db);
      return rows.map((row) => ({
        token: row.token,
        serial: row.serial,
        chipId: row.chip_id,
        firmware: row.firmware,
        isPractice: row.is_practice === null ? null : row.is_practice === 1,
        timeState: row.time_state as TimeState | null,
        batteryMilliVolts: row.battery_mv,
        isCharging: row.is_charging === null ? null : row.is_charging === 1,
        isGate: row.is_gate === 1,
        clockDriftMs: row.clock_drift_ms === null ? null : Number(row.clock_drift_ms),
        lostRecords: Number(row.lost_records),
        unreadRecords: Number(row.unread_records),
        records: Number(row.records ?? 0),
        lastReadMs: row.last_read_ms === null ? null : Number(row.last_read_ms),
        lastCheckMs: row.checked === null ? null : Number(row.checked),
        holder: holdings.get(row.token)?.person ?? null,
        heldFromMs: holdings.get(row.token)?.fromMs ?? null,
        loan: holdings.get(row.token)?.loan ?? null,
        collectedBy: holdings.get(row.token)?.collectedBy ?? null,
        standing: standingOf(
          last.get(row.token),
          states.get(row.token),
          unproven.has(row.serial) ? "preparing" : row.prepared_ms === null ? "none" : "prepared",
        ),
      }));
    },
  };
}
