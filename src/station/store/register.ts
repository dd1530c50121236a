/** Tokens, what practice tokens told of their secrets, and the persons who have them. */
import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Write } from "./open-database.js";
import { toBytes, type StoreTables } from "./schema.js";
import {
  keyOfSerial,
  knownSerial,
  knownToken,
  resolveToken,
  type IdentityClaim,
  type ResolvedIdentity,
} from "./token-identity.js";
import type { Issue, Person, StoredSecrets, StoredToken, TimeState, TokenState } from "./types.js";

export function createRegister(db: Kysely<StoreTables>, write: Write) {
  return {
    /** The key of the token that tells this; it is registered where it is new. */
    resolveToken: (claim: IdentityClaim): Promise<ResolvedIdentity> => write((tx) => resolveToken(tx, claim)),

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

    async putSecrets(secrets: StoredSecrets): Promise<void> {
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

    async secrets(): Promise<StoredSecrets[]> {
      const rows = await db
        .selectFrom("token_secrets")
        .innerJoin("tokens", "tokens.token", "token_secrets.token")
        .select(["token_secrets.token", "serial", "token_secrets.generation"])
        .select(["base_id", "created_day", "seal_key"])
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

    async tokens(): Promise<StoredToken[]> {
      const rows = await db
        .selectFrom("tokens")
        .selectAll()
        .select((eb) =>
          eb
            .selectFrom((places) =>
              // What several brought of one place counts once.
              places
                .selectFrom("records")
                .whereRef("records.token", "=", "tokens.token")
                .select(["generation", "page_sequence", "position"])
                .distinct()
                .as("places"),
            )
            .select(({ fn }) => fn.countAll().as("records"))
            .as("records"),
        )
        .orderBy("serial")
        .orderBy("token")
        .execute();
      const holders = new Map(
        (await issues(db)).filter((issue) => issue.toMs === null).map((i) => [i.token, i.person]),
      );
      return rows.map((row) => ({
        token: row.token,
        serial: row.serial,
        chipId: row.chip_id,
        firmware: row.firmware,
        isPractice: row.is_practice === null ? null : row.is_practice === 1,
        timeState: row.time_state as TimeState | null,
        batteryMilliVolts: row.battery_mv,
        isCharging: row.is_charging === null ? null : row.is_charging === 1,
        clockDriftMs: row.clock_drift_ms === null ? null : Number(row.clock_drift_ms),
        lostRecords: Number(row.lost_records),
        unreadRecords: Number(row.unread_records),
        records: Number(row.records),
        lastReadMs: row.last_read_ms === null ? null : Number(row.last_read_ms),
        holder: holders.get(row.token) ?? null,
      }));
    },

    /** Gives the token to a person from `fromMs` on; whoever had it before has it until then. */
    async issueToken(token: string, person: Omit<Person, "id">, fromMs: number): Promise<Person> {
      const stored = { id: randomUUID(), name: person.name, unit: person.unit, phone: person.phone };
      await write(async (tx) => {
        await tx
          .insertInto("persons")
          .values({ ...stored, origin: null })
          .execute();
        await tx
          .updateTable("issues")
          .set({ to_ms: fromMs })
          .where("token", "=", token)
          .where("to_ms", "is", null)
          .execute();
        await tx
          .insertInto("issues")
          .values({
            id: randomUUID(),
            token,
            person_id: stored.id,
            from_ms: fromMs,
            to_ms: null,
            origin: null,
          })
          .execute();
      });
      return stored;
    },

    issues: () => issues(db),
  };
}

async function issues(db: Kysely<StoreTables>): Promise<Issue[]> {
  const rows = await db
    .selectFrom("issues")
    .innerJoin("persons", "persons.id", "issues.person_id")
    .select(["token", "from_ms", "to_ms", "persons.id", "name", "unit", "phone"])
    .orderBy("from_ms")
    .execute();
  return rows.map((row) => ({
    token: row.token,
    person: { id: row.id, name: row.name, unit: row.unit, phone: row.phone },
    fromMs: Number(row.from_ms),
    toMs: row.to_ms === null ? null : Number(row.to_ms),
  }));
}
