/** What is sealed to officers: boxes, wrapped secrets, case files. */
import type { Kysely } from "kysely";
import { peekBox, type BoxKind } from "../../../custody/host/boxes.js";
import { noteFormerRecipients } from "./former-recipients.js";
import { addLedger } from "./ledger.js";
import type { Write } from "../database/opened.js";
import { isInService, knownSerial } from "../token-identity.js";
import { toBytes, type StoreTables } from "../schema.js";
import type {
  LedgerEntry,
  SealedRecord,
  StoredBox,
  StoredCase,
  WaitingSecret,
  WrappedSecret,
} from "../types.js";
import { dropRecords } from "../records.js";
import { addWrapped, dropWrapped } from "./wrapped.js";
import { requireNoOperatingKeys } from "./operating-keys.js";

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function createCustodyStore(db: Kysely<StoreTables>, write: Write) {
  return {
    /** The boxes take the place of all of the same token, generation and kind; refused in a commune's store. */
    async putBoxes(boxes: readonly StoredBox[]): Promise<void> {
      await write(async (tx) => {
        await requireNoOperatingKeys(tx);
        await replaceBoxes(tx, boxes);
      });
    },

    /** Boxes in the place of wrapped secrets, which are deleted. */
    async putUnwrapped(boxes: readonly StoredBox[], done: readonly WrappedSecret[]): Promise<void> {
      await write(async (tx) => {
        await replaceBoxes(tx, boxes);
        await dropWrapped(tx, done);
      });
    },

    /** @param recipient  fingerprint, hex; without it all boxes, whoever may open them */
    async boxes(recipient?: string, kind?: BoxKind, serial?: number): Promise<StoredBox[]> {
      const rows = await db
        .selectFrom("boxes")
        .select(["box", "since_day"])
        .$if(recipient !== undefined, (query) => query.where("recipient", "=", recipient!))
        .$if(kind !== undefined, (query) => query.where("kind", "=", kind!))
        .$if(serial !== undefined, (query) => query.where("serial", "=", serial!))
        .orderBy("serial")
        .orderBy("generation")
        .orderBy("kind")
        .orderBy("recipient")
        .execute();
      return rows.map((row) => ({ box: toBytes(row.box), sinceDay: row.since_day }));
    },

    async hasBoxes(): Promise<boolean> {
      return (await db.selectFrom("boxes").select("serial").limit(1).executeTakeFirst()) !== undefined;
    },

    async operatingEpochs(): Promise<Map<number, number>> {
      const rows = await db.selectFrom("tokens").select(["token", "serial", "operating_epoch"]).execute();
      return new Map(rows.filter(isInService).map((row) => [row.serial, row.operating_epoch ?? 0]));
    },

    async putWrapped(secrets: readonly WrappedSecret[], storedMs: number): Promise<void> {
      await write(async (tx) => {
        for (const secret of secrets) await addWrapped(tx, secret, storedMs, null);
      });
    },

    /** Deletes what does not open, and counts it. */
    async discard(
      records: readonly SealedRecord[],
      secrets: readonly WrappedSecret[],
      entry: LedgerEntry,
    ): Promise<void> {
      await write(async (tx) => {
        await dropRecords(tx, records);
        await dropWrapped(tx, secrets);
        await addLedger(tx, entry);
      });
    },

    /** What was brought last comes last. */
    async wrappedSecrets(): Promise<WaitingSecret[]> {
      const rows = await db
        .selectFrom("wrapped_secrets")
        .selectAll()
        .orderBy("serial")
        .orderBy("generation")
        .orderBy("kind")
        .orderBy("stored_ms")
        .execute();
      return rows.map((row) => ({
        serial: row.serial,
        generation: row.generation,
        kind: row.kind as WrappedSecret["kind"],
        wrapped: toBytes(row.wrapped),
        source: row.source,
      }));
    },

    /** Fingerprints of those who had boxes of the token and have them no longer. */
    async formerRecipients(serial: number): Promise<string[]> {
      const rows = await db
        .selectFrom("former_recipients")
        .select("recipient")
        .where("serial", "=", serial)
        .orderBy("recipient")
        .execute();
      return rows.map(({ recipient }) => recipient);
    },

    /** Opens a case, writes its content anew or gives it to another officer, and counts it. */
    async putCase(one: StoredCase, entry: LedgerEntry): Promise<void> {
      await write(async (tx) => {
        const content = {
          sealed_key: one.sealedKey === null ? null : Buffer.from(one.sealedKey),
          content: one.content === null ? null : Buffer.from(one.content),
          closed_ms: one.closedMs,
        };
        await tx
          .insertInto("cases")
          .values({
            id: one.id,
            serial: one.serial,
            officer: one.officer,
            opened_ms: one.openedMs,
            ...content,
          })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ ...content, officer: one.officer }))
          .execute();
        await addLedger(tx, entry);
      });
    },

    /** Puts new content into an open case; false where it is not the one of before any more. */
    replaceContent: (before: StoredCase, after: StoredCase): Promise<boolean> =>
      write(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable("cases")
          .set({ sealed_key: Buffer.from(after.sealedKey!), content: Buffer.from(after.content!) })
          .where("id", "=", before.id)
          .where("sealed_key", "=", Buffer.from(before.sealedKey!))
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),

    /** Oldest first. */
    async cases(): Promise<StoredCase[]> {
      const rows = await db.selectFrom("cases").selectAll().orderBy("opened_ms").orderBy("id").execute();
      return rows.map((row) => ({
        id: row.id,
        serial: row.serial,
        officer: row.officer,
        openedMs: Number(row.opened_ms),
        closedMs: row.closed_ms === null ? null : Number(row.closed_ms),
        sealedKey: row.sealed_key === null ? null : toBytes(row.sealed_key),
        content: row.content === null ? null : toBytes(row.content),
      }));
    },
  };
}

async function replaceBoxes(tx: Kysely<StoreTables>, boxes: readonly StoredBox[]): Promise<void> {
  const rows = boxes.map(({ box, sinceDay }) => {
    const { serial, generation, kind, recipient } = peekBox(box);
    const row = { serial, generation, kind, recipient: hexOf(recipient) };
    return { ...row, since_day: sinceDay, box: Buffer.from(box) };
  });
  await noteFormerRecipients(tx, rows);
  for (const { serial, generation, kind } of rows) {
    await knownSerial(tx, serial);
    await tx
      .deleteFrom("boxes")
      .where("serial", "=", serial)
      .where("generation", "=", generation)
      .where("kind", "=", kind)
      .execute();
  }
  for (const row of rows) await tx.insertInto("boxes").values(row).execute();
}
