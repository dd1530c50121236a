/** Takes in a *gói gửi lên*. Taking in the same again, or an older one, changes nothing that is newer here. */
import type { Kysely } from "kysely";
import { z } from "zod";
import type { Pack } from "../../custody/host/pack.js";
import { WRAPPED_BYTES } from "../../custody/token/secrets.js";
import { KEY_BYTES } from "../../bluezone/ids.js";
import { addWrapped, hexOf } from "../store/custody.js";
import { addTakenPack } from "../store/exchange.js";
import { addRecords } from "../store/logs.js";
import type { StoreTables } from "../store/schema.js";
import { STORED_RECORD_BYTES, type Store } from "../store/store.js";
import { without } from "../without.js";
import { asNotUnderstood, bytesInLine, itemsOf, notUnderstood } from "./pack-file.js";

const serial = z.number().int().min(1).max(99_999_999);
const count = z.number().int().min(0);
const word = count.max(0xffff);
/** A moment that a calendar knows. */
const ms = z.number().min(0).max(8.64e15);
/** Two clocks are less apart than a token lasts, 30 years. */
const difference = z.number().min(-1e12).max(1e12);

const token = z.strictObject({
  serial,
  firmware: z.string().nullable(),
  is_practice: z.number().nullable(),
  generation: word.nullable(),
  unread_records: count,
  time_state: z.enum(["unset", "estimated", "set"]).nullable(),
  battery_mv: z.number().nullable(),
  is_charging: z.number().nullable(),
  clock_drift_ms: difference.nullable(),
  lost_records: count,
  last_read_ms: ms.nullable(),
  operating_epoch: word.nullable(),
});
const item = z.union([
  z.strictObject({ token }),
  z.strictObject({
    person: z.strictObject({
      id: z.uuid(),
      name: z.string(),
      unit: z.string(),
      phone: z.string().nullable(),
    }),
  }),
  z.strictObject({
    issue: z.strictObject({ id: z.uuid(), serial, person_id: z.uuid(), from_ms: ms, to_ms: ms.nullable() }),
  }),
  z.strictObject({
    sync: z.strictObject({
      serial,
      started_ms: ms,
      finished_ms: ms.nullable(),
      from_sequence: count,
      to_sequence: count,
      received: count,
      added: count,
      conflicting: count,
      clock_drift_ms: difference.nullable(),
    }),
  }),
  z.strictObject({ reading: z.strictObject({ serial, at_ms: ms, role: z.string(), identity: z.string() }) }),
  z.strictObject({
    correction: z.strictObject({
      serial,
      generation: word,
      epoch: count.max(255),
      offset_ms: difference,
      until_ms: ms,
      found_ms: ms,
    }),
  }),
  z.strictObject({ coverage: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    // Practice tokens only, so that nobody's secrets come in beside the boxes of a prepared token.
    secrets: z.strictObject({
      serial,
      generation: z.literal(0),
      base_id: bytesInLine(KEY_BYTES),
      created_day: word,
      seal_key: bytesInLine(KEY_BYTES),
    }),
  }),
  z.strictObject({
    wrapped: z.strictObject({
      serial,
      generation: word,
      kind: z.enum(["id", "log"]),
      wrapped: bytesInLine(WRAPPED_BYTES),
      stored_ms: ms,
    }),
  }),
  z.strictObject({
    page: z.strictObject({
      serial,
      generation: word,
      page_sequence: count.max(0xffffffff),
      day: word,
      positions: z.array(word),
      sealed: bytesInLine(),
    }),
  }),
]);

export interface TakenUp {
  /** False: it was taken in before, and nothing changed. */
  isNew: boolean;
  added: number;
  conflicting: number;
}

/** Everything or nothing. Throws `CustodyError`. */
export async function takeUp(store: Store, pack: Pack, nowMs: number): Promise<TakenUp> {
  const id = hexOf(pack.id);
  const sender = hexOf(pack.sender.fingerprint);
  const result: TakenUp = { isNew: false, added: 0, conflicting: 0 };
  if (await store.hasTaken(id)) return result;
  const isNewest = (await store.packsFrom(sender)).every((other) => other.madeMs < pack.madeMs);
  await store
    .write(async (tx) => {
      const take = taker(tx, isNewest, result);
      for (const raw of itemsOf(pack)) {
        const parsed = item.safeParse(raw);
        if (!parsed.success) throw notUnderstood();
        if ("coverage" in parsed.data) {
          const row = { unit: sender, made_ms: pack.madeMs, content: JSON.stringify(parsed.data.coverage) };
          await tx
            .insertInto("coverage")
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        } else {
          await take(parsed.data);
        }
      }
      await addTakenPack(tx, { id, kind: pack.kind, sender, madeMs: pack.madeMs }, nowMs);
    })
    .catch(asNotUnderstood);
  return { ...result, isNew: true };
}

type Item = Exclude<z.infer<typeof item>, { coverage: unknown }>;

/** @param isNewest  the sender's register counts only if nothing later of it is here */
function taker(tx: Kysely<StoreTables>, isNewest: boolean, result: TakenUp) {
  return async (one: Item): Promise<void> => {
    if ("token" in one) return takeToken(tx, one.token);
    if ("page" in one) {
      const { positions, sealed, ...page } = one.page;
      if (sealed.length !== positions.length * STORED_RECORD_BYTES) throw notUnderstood();
      // Runs without gaps, as tokens send them.
      for (let start = 0; start < positions.length;) {
        let end = start + 1;
        while (end < positions.length && positions[end] === positions[end - 1]! + 1) end++;
        const counts = await addRecords(tx, page.serial, {
          generation: page.generation,
          pageSequence: page.page_sequence,
          day: page.day,
          position: positions[start]!,
          records: sealed.subarray(start * STORED_RECORD_BYTES, end * STORED_RECORD_BYTES),
        });
        result.added += counts.added;
        result.conflicting += counts.conflicting;
        start = end;
      }
      return;
    }
    if ("wrapped" in one) {
      const { stored_ms, ...secret } = one.wrapped;
      return takeWrapped(tx, secret, stored_ms);
    }
    if ("secrets" in one) {
      const { base_id, seal_key, ...head } = one.secrets;
      const row = { ...head, base_id: Buffer.from(base_id), seal_key: Buffer.from(seal_key) };
      await tx.insertInto("token_secrets").values(row).onConflict(keep).execute();
    } else if ("person" in one) {
      const row = without(one.person, "id");
      await tx
        .insertInto("persons")
        .values(one.person)
        .onConflict((conflict) => (isNewest ? conflict.column("id").doUpdateSet(row) : conflict.doNothing()))
        .execute();
    } else if ("issue" in one) {
      const { to_ms } = one.issue;
      await tx
        .insertInto("issues")
        .values(one.issue)
        .onConflict((conflict) =>
          isNewest ? conflict.column("id").doUpdateSet({ to_ms }) : conflict.doNothing(),
        )
        .execute();
    } else if ("sync" in one) {
      const row = without(one.sync, "serial", "started_ms");
      await tx
        .insertInto("syncs")
        .values(one.sync)
        .onConflict((conflict) =>
          isNewest ? conflict.columns(["serial", "started_ms"]).doUpdateSet(row) : conflict.doNothing(),
        )
        .execute();
    } else if ("reading" in one) {
      await tx.insertInto("readings").values(one.reading).onConflict(keep).execute();
    } else {
      const row = without(one.correction, "serial", "generation", "epoch");
      await tx
        .insertInto("clock_corrections")
        .values(one.correction)
        .onConflict((conflict) =>
          conflict
            .columns(["serial", "generation", "epoch"])
            .doUpdateSet(row)
            .where("clock_corrections.found_ms", "<", row.found_ms),
        )
        .execute();
    }
  };

  function keep<T extends { doNothing(): unknown }>(conflict: T): ReturnType<T["doNothing"]> {
    return conflict.doNothing() as ReturnType<T["doNothing"]>;
  }
}

/** The state of whichever reading is later. Where this store goes on reading is its own affair. */
async function takeToken(tx: Kysely<StoreTables>, told: z.infer<typeof token>): Promise<void> {
  const { serial: number, ...state } = told;
  const before = await tx
    .selectFrom("tokens")
    .select(["generation", "last_read_ms"])
    .where("serial", "=", number)
    .executeTakeFirst();
  if (before === undefined) {
    await tx
      .insertInto("tokens")
      .values({ serial: number, next_sequence: 0, prepared_ms: null, ...state })
      .execute();
  } else if (Number(before.last_read_ms ?? -1) < Number(state.last_read_ms ?? 0)) {
    await tx
      .updateTable("tokens")
      .set(state)
      .$if(before.generation !== state.generation, (update) => update.set({ next_sequence: 0 }))
      .where("serial", "=", number)
      .execute();
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
