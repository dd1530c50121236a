/** Takes in a *gói gửi lên*. Taking in the same again, or an older one, changes nothing that is newer here. */
import type { Kysely } from "kysely";
import type { Pack } from "../../custody/host/pack.js";
import { addWrapped, hexOf } from "../store/custody.js";
import { addTakenPack } from "../store/exchange.js";
import { addRecords } from "../store/logs.js";
import type { StoreTables } from "../store/schema.js";
import { STORED_RECORD_BYTES, type Store } from "../store/store.js";
import { resolvePractice, resolveService } from "../store/token-identity.js";
import { without } from "../without.js";
import { asNotUnderstood, itemsOf, notUnderstood } from "./pack-file.js";
import { isPracticeNumber, parseUpLine, type UpLine } from "./up-lines.js";

export interface TakenUp {
  /** False: it was taken in before, and nothing changed. */
  isNew: boolean;
  added: number;
  conflicting: number;
  /** Lines of kinds that only a later program knows. */
  skipped: number;
}

type Row<Kind extends UpLine["kind"]> = Extract<UpLine, { kind: Kind }>["value"];

/** Everything or nothing. Throws `UserError`. */
export async function takeUp(store: Store, pack: Pack, nowMs: number): Promise<TakenUp> {
  const id = hexOf(pack.id);
  const sender = hexOf(pack.sender.fingerprint);
  const result: TakenUp = { isNew: false, added: 0, conflicting: 0, skipped: 0 };
  if (await store.hasTaken(id)) return result;
  const isNewest = (await store.packsFrom(sender)).every((other) => other.madeMs < pack.madeMs);
  await store
    .write(async (tx) => {
      const keys = await resolveTokens(tx, pack);
      const keyOf = (token: string): string => {
        const key = keys.get(token);
        if (key === undefined) throw notUnderstood();
        return key;
      };
      for (const raw of itemsOf(pack)) {
        const line = parseUpLine(raw);
        if (line === undefined) result.skipped++;
        else if (line.kind === "coverage") {
          const row = { unit: sender, made_ms: pack.madeMs, content: JSON.stringify(line.value) };
          await tx
            .insertInto("coverage")
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        } else if (line.kind === "page") await takePage(tx, keyOf(line.value.token), line.value, result);
        else if (line.kind === "token") await takeToken(tx, keyOf(line.value.token), line.value);
        else await takeRow(tx, line, keyOf, isNewest);
      }
      await addTakenPack(tx, { id, kind: pack.kind, sender, madeMs: pack.madeMs }, nowMs);
    })
    .catch(asNotUnderstood);
  return { ...result, isNew: true };
}

/** What this store calls the tokens that the pack tells of. */
async function resolveTokens(tx: Kysely<StoreTables>, pack: Pack): Promise<Map<string, string>> {
  const told = new Map<string, Row<"token">>();
  const secrets = new Map<string, Row<"secrets">[]>();
  for (const raw of itemsOf(pack)) {
    if (raw.kind !== "token" && raw.kind !== "secrets") continue;
    const line = parseUpLine(raw);
    if (line?.kind === "token") told.set(line.value.token, line.value);
    else if (line?.kind === "secrets") {
      secrets.set(line.value.token, [...(secrets.get(line.value.token) ?? []), line.value]);
    }
  }
  const keys = new Map<string, string>();
  for (const [name, { serial, chip_id }] of told) {
    const isPractice = isPracticeNumber(serial);
    const own = (secrets.get(name) ?? []).map(({ generation, base_id }) => ({ generation, baseId: base_id }));
    if (!isPractice && own.length > 0) throw notUnderstood();
    const claim = { serial, chipId: chip_id ?? undefined, secrets: own };
    keys.set(name, (await (isPractice ? resolvePractice : resolveService)(tx, claim)).token);
  }
  return keys;
}

async function takePage(
  tx: Kysely<StoreTables>,
  token: string,
  page: Row<"page">,
  result: TakenUp,
): Promise<void> {
  const { positions, sealed } = page;
  if (sealed.length !== positions.length * STORED_RECORD_BYTES) throw notUnderstood();
  // Runs without gaps, as tokens send them.
  for (let start = 0; start < positions.length;) {
    let end = start + 1;
    while (end < positions.length && positions[end] === positions[end - 1]! + 1) end++;
    const counts = await addRecords(tx, token, {
      generation: page.generation,
      pageSequence: page.page_sequence,
      sealDay: page.seal_day,
      calendarDay: page.calendar_day,
      livedHours: page.lived_hours,
      position: positions[start]!,
      records: sealed.subarray(start * STORED_RECORD_BYTES, end * STORED_RECORD_BYTES),
    });
    result.added += counts.added;
    result.conflicting += counts.conflicting;
    start = end;
  }
}

/** The state of whichever reading is later. Where this store goes on reading is its own affair. */
async function takeToken(tx: Kysely<StoreTables>, token: string, told: Row<"token">): Promise<void> {
  const state = without(told, "token", "serial", "chip_id");
  const before = await tx
    .selectFrom("tokens")
    .select(["firmware", "last_read_ms"])
    .where("token", "=", token)
    .executeTakeFirstOrThrow();
  const isNewer = Number(before.last_read_ms ?? -1) < Number(state.last_read_ms ?? 0);
  if (before.firmware !== null && !isNewer) return;
  await tx.updateTable("tokens").set(state).where("token", "=", token).execute();
}

/** @param isNewest  the sender's register counts only if nothing later of it is here */
async function takeRow(
  tx: Kysely<StoreTables>,
  line: Exclude<UpLine, { kind: "coverage" | "page" | "token" }>,
  keyOf: (token: string) => string,
  isNewest: boolean,
): Promise<void> {
  switch (line.kind) {
    case "wrapped":
      return takeWrapped(tx, without(line.value, "stored_ms"), line.value.stored_ms);
    case "secrets": {
      const { base_id, seal_key, ...head } = line.value;
      const row = { ...head, base_id: Buffer.from(base_id), seal_key: Buffer.from(seal_key) };
      await tx
        .insertInto("token_secrets")
        .values({ ...row, token: keyOf(row.token) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    }
    case "person": {
      const row = without(line.value, "id");
      await tx
        .insertInto("persons")
        .values(line.value)
        .onConflict((conflict) => (isNewest ? conflict.column("id").doUpdateSet(row) : conflict.doNothing()))
        .execute();
      return;
    }
    case "issue": {
      const { to_ms, token } = line.value;
      await tx
        .insertInto("issues")
        .values({ ...line.value, token: keyOf(token) })
        .onConflict((conflict) =>
          isNewest ? conflict.column("id").doUpdateSet({ to_ms }) : conflict.doNothing(),
        )
        .execute();
      return;
    }
    case "sync": {
      const row = without(line.value, "token", "started_ms");
      await tx
        .insertInto("syncs")
        .values({ ...line.value, token: keyOf(line.value.token) })
        .onConflict((conflict) =>
          isNewest ? conflict.columns(["token", "started_ms"]).doUpdateSet(row) : conflict.doNothing(),
        )
        .execute();
      return;
    }
    case "reading":
      await tx
        .insertInto("readings")
        .values({ ...line.value, token: keyOf(line.value.token) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case "correction": {
      const row = without(line.value, "token", "generation", "epoch");
      await tx
        .insertInto("clock_corrections")
        .values({ ...line.value, token: keyOf(line.value.token) })
        .onConflict((conflict) =>
          conflict
            .columns(["token", "generation", "epoch"])
            .doUpdateSet(row)
            .where((eb) =>
              eb.or([
                eb("clock_corrections.is_sure", "<", row.is_sure),
                eb.and([
                  eb("clock_corrections.is_sure", "=", row.is_sure),
                  eb("clock_corrections.found_ms", "<", row.found_ms),
                ]),
              ]),
            ),
        )
        .execute();
    }
  }
}

/** One that is in boxes already is not kept a second time. */
async function takeWrapped(
  tx: Kysely<StoreTables>,
  secret: { serial: number; generation: number; kind: "id" | "log"; wrapped: Uint8Array },
  storedMs: number,
): Promise<void> {
  const box = await tx
    .selectFrom("boxes")
    .select("serial")
    .where("serial", "=", secret.serial)
    .where("generation", "=", secret.generation)
    .where("kind", "=", secret.kind)
    .executeTakeFirst();
  if (box === undefined) await addWrapped(tx, [secret], storedMs);
}
