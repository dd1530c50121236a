/**
 * A commune's operating keys. They lie sealed to the unit's own key, so that a copied store yields none; whoever signs in with
 * the unit's key file has them. Stores of older programs hold them in plain, until the unit's key is there for the first time.
 */
import type { Kysely } from "kysely";
import type { Identity } from "../../../custody/host/identity.js";
import { openSealedStock, sealStock } from "../../../custody/host/stock.js";
import { UserError, isUserError } from "../../../words/user-error.js";
import { randomBytes } from "../../node-crypto.js";
import type { Write } from "../database/opened.js";
import { toBytes, type StoreTables } from "../schema.js";
import type { OperatingKey } from "../types.js";

export function createOperatingKeys(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Those that lie in plain. */
    operatingKeys: () => plainKeys(db),

    async hasLockedKeys(): Promise<boolean> {
      return (await db.selectFrom("locked_stock").select("unit").executeTakeFirst()) !== undefined;
    },

    /** All that are the unit's; those in plain are locked on this occasion. `UserError` where none is locked under its key. */
    async unlockOperatingKeys(unit: Identity): Promise<OperatingKey[]> {
      if ((await plainKeys(db)).length > 0) await write((tx) => lockOperatingKeys(tx, [], unit));
      const sealed = await sealedStock(db, unit);
      if (sealed === undefined) throw new UserError("station/wrong-key/operating-keys");
      return openSealedStock(sealed, unit);
    },
  };
}

/** Of each token the newest epoch counts. Refused in a store that holds boxes. */
export async function lockOperatingKeys(
  tx: Kysely<StoreTables>,
  keys: readonly OperatingKey[],
  unit: Identity,
): Promise<void> {
  const plain = await plainKeys(tx);
  if (keys.length === 0 && (plain.length === 0 || unit.role !== "unit")) return;
  if (unit.role !== "unit") throw new UserError("custody/wrong-role/stock");
  const box = await tx.selectFrom("boxes").select("serial").limit(1).executeTakeFirst();
  if (box !== undefined) {
    throw new UserError("station/store/authority");
  }
  const held = await heldKeys(tx, unit);
  const newest = new Map<number, OperatingKey>();
  for (const one of [...held, ...plain, ...keys]) {
    const other = newest.get(one.serial);
    if (other === undefined || other.epoch < one.epoch) newest.set(one.serial, one);
  }
  const row = { sealed: Buffer.from(sealStock([...newest.values()], unit, randomBytes)) };
  await tx
    .insertInto("locked_stock")
    .values({ unit: nameOf(unit), ...row })
    .onConflict((conflict) => conflict.column("unit").doUpdateSet(row))
    .execute();
  await tx.deleteFrom("operating_keys").execute();
}

/** Boxes never lie beside operating keys. */
export async function requireNoOperatingKeys(tx: Kysely<StoreTables>): Promise<void> {
  const plain = await tx.selectFrom("operating_keys").select("serial").limit(1).executeTakeFirst();
  const locked = await tx.selectFrom("locked_stock").select("unit").limit(1).executeTakeFirst();
  if (plain !== undefined || locked !== undefined) {
    throw new UserError("station/store/commune");
  }
}

async function plainKeys(db: Kysely<StoreTables>): Promise<OperatingKey[]> {
  const rows = await db.selectFrom("operating_keys").selectAll().orderBy("serial").execute();
  return rows.map((row) => ({ serial: row.serial, epoch: row.epoch, key: toBytes(row.key) }));
}

/** None where they are damaged: a new stock file takes their place. */
async function heldKeys(tx: Kysely<StoreTables>, unit: Identity): Promise<OperatingKey[]> {
  const sealed = await sealedStock(tx, unit);
  try {
    return sealed === undefined ? [] : openSealedStock(sealed, unit);
  } catch (error) {
    if (isUserError(error, "custody")) return [];
    throw error;
  }
}

async function sealedStock(db: Kysely<StoreTables>, unit: Identity): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom("locked_stock")
    .select("sealed")
    .where("unit", "=", nameOf(unit))
    .executeTakeFirst();
  return row && toBytes(row.sealed);
}

function nameOf({ fingerprint }: Identity): string {
  return Buffer.from(fingerprint).toString("hex");
}
