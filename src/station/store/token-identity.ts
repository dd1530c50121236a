/**
 * Which token of the store is on the line. One in service is that of its number, as its key has proven. One that nobody
 * prepared proves nothing: it is that of its chip, in a row of its own, and never one of a number that an authority gives.
 */
import type { Kysely } from "kysely";
import { isSame } from "../../custody/host/bytes.js";
import { HIGHEST_SERIAL, formatSerial } from "../serial-number.js";
import { forgetClaims } from "./old-claims.js";
import { toBytes, type StoreTables } from "./schema.js";
import type { TokenName } from "./types.js";

/** What an unprepared token, or a pack, tells of one. */
export interface PracticeClaim {
  /** Above those that an authority gives. */
  serial: number;
  /** Undefined in packs of older programs. */
  chipId: string | undefined;
  secrets: readonly { generation: number; baseId: Uint8Array }[];
}

export interface ResolvedPractice {
  token: string;
  /** Keys of other tokens that bear the same number. */
  namesakes: string[];
  /** This chip was known here with other secrets: it was erased, or lost its state. */
  isReborn: boolean;
}

export interface ResolvedService {
  token: string;
  /** An older program had kept under this number what a device without its key told; it is forgotten now. */
  wasClaimed: boolean;
}

/** The key of a token that is known by its number alone; its chip shows when it is read. */
export function keyOfSerial(serial: number): string {
  return formatSerial(serial) + (isPracticeSerial(serial) ? "-0" : "");
}

export function isPracticeSerial(serial: number): boolean {
  return serial > HIGHEST_SERIAL;
}

/** Older programs kept what a device without a key told under any number: such a row is of neither kind. */
export function isInService({ token, serial }: TokenName): boolean {
  return !isPracticeSerial(serial) && token === keyOfSerial(serial);
}

/** @param serial  as its key has proven */
export async function resolveService(
  tx: Kysely<StoreTables>,
  { serial, chipId }: { serial: number; chipId: string | undefined },
): Promise<ResolvedService> {
  if (isPracticeSerial(serial)) throw new Error(`${serial} is no number of a token in service`);
  const token = keyOfSerial(serial);
  await knownToken(tx, { token, serial });
  await noteChip(tx, token, chipId ?? null);
  return { token, wasClaimed: await forgetClaims(tx, token) };
}

/**
 * The one of its chip, unless its secrets contradict those kept; one that was known only by its number is taken for it if
 * its secrets agree, or none are kept.
 */
export async function resolvePractice(
  tx: Kysely<StoreTables>,
  claim: PracticeClaim,
): Promise<ResolvedPractice> {
  const { serial, chipId = null } = claim;
  if (!isPracticeSerial(serial)) throw new Error(`${serial} is no number of a practice token`);
  const rows = await tx
    .selectFrom("tokens")
    .select(["token", "chip_id"])
    .where("serial", "=", serial)
    .orderBy("token")
    .execute();
  const known = await Promise.all(
    rows.map(async (row) => ({ ...row, fit: await fitOf(tx, row.token, claim) })),
  );
  const ofChip = known.filter((row) => chipId === null || row.chip_id === chipId);
  const found =
    ofChip.find(({ fit }) => fit === "agrees") ??
    ofChip.find(({ fit, chip_id }) => fit === "none" || (fit === "other" && chip_id !== null)) ??
    known.find(({ fit, chip_id }) => chip_id === null && (fit === "agrees" || fit === "none"));
  const token = found?.token ?? (await newKey(tx, chipId ?? formatSerial(serial)));
  await knownToken(tx, { token, serial });
  await noteChip(tx, token, chipId);
  const others = rows.filter((row) => row.token !== token);
  return {
    token,
    namesakes: others.filter((row) => row.chip_id !== chipId).map((row) => row.token),
    isReborn: found === undefined && others.some((row) => row.chip_id === chipId),
  };
}

async function noteChip(tx: Kysely<StoreTables>, token: string, chipId: string | null): Promise<void> {
  if (chipId === null) return;
  await tx.updateTable("tokens").set({ chip_id: chipId }).where("token", "=", token).execute();
}

/** How the secrets kept of a token fit: the same, others of the same generation, of other generations only, or none. */
async function fitOf(
  tx: Kysely<StoreTables>,
  token: string,
  { secrets }: PracticeClaim,
): Promise<"agrees" | "contradicts" | "other" | "none"> {
  const kept = await tx
    .selectFrom("token_secrets")
    .select(["generation", "base_id"])
    .where("token", "=", token)
    .execute();
  if (kept.length === 0) return "none";
  const known = new Map(kept.map((row) => [row.generation, toBytes(row.base_id)]));
  const both = secrets.flatMap(({ generation, baseId }) => {
    const own = known.get(generation);
    return own === undefined ? [] : [isSame(own, baseId)];
  });
  if (both.length === 0) return "other";
  return both.every(Boolean) ? "agrees" : "contradicts";
}

/** Not that of a row with another number either, as an older program may have made one. */
async function newKey(tx: Kysely<StoreTables>, name: string): Promise<string> {
  const rows = await tx.selectFrom("tokens").select("token").where("token", "like", `${name}%`).execute();
  const taken = new Set(rows.map((row) => row.token));
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}-${n}`)) n++;
  return `${name}-${n}`;
}

export async function knownToken(tx: Kysely<StoreTables>, { token, serial }: TokenName): Promise<void> {
  await tx
    .insertInto("tokens")
    .values({
      ...{ token, serial, next_sequence: 0, dated_sequence: 0, unread_records: 0, lost_records: 0 },
    } as StoreTables["tokens"])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The token of a number that was not read yet; of practice tokens any of that number where it was. */
export async function knownSerial(tx: Kysely<StoreTables>, serial: number): Promise<string> {
  const row = isPracticeSerial(serial)
    ? await tx
        .selectFrom("tokens")
        .select("token")
        .where("serial", "=", serial)
        .orderBy("token")
        .executeTakeFirst()
    : undefined;
  if (row !== undefined) return row.token;
  const token = keyOfSerial(serial);
  await knownToken(tx, { token, serial });
  return token;
}
