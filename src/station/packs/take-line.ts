/** What one line of a *gói gửi lên* does to the store: it adds, or renews what came from the same sender. */
import { MOST_CORRECTIONS, MOST_DAYS_BEHIND_KEYS } from "../limits.js";
import { STORE_DAYS } from "../store/kept-days.js";
import { addRecords } from "../store/records.js";
import { STORED_RECORD_BYTES } from "../store/store.js";
import { addWrapped } from "../store/custody/wrapped.js";
import { without } from "../without.js";
import { leaveOut, type Reason } from "./left-out.js";
import { takeIssue, takePerson, takeState, takeWithdrawal } from "./take-register.js";
import type { TakingUp, ToldToken } from "./taking.js";
import type { Row, UpLine } from "./up-lines.js";

const DAY_MS = 86_400_000;

/** Why the line is left out; undefined where it is taken in. @param told  of every line that tells of a token */
export async function takeLine(
  taking: TakingUp,
  line: UpLine,
  told: ToldToken | undefined,
): Promise<Reason | undefined> {
  const { tx, sender, isNewest, latestMs } = taking;
  const token = told?.key ?? "";
  switch (line.kind) {
    case "coverage": {
      const row = { unit: sender, made_ms: latestMs, content: JSON.stringify(line.value) };
      await tx
        .insertInto("coverage")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return undefined;
    }
    case "person":
      return takePerson(taking, line.value);
    case "withdrawal":
      return takeWithdrawal(taking, line.value);
    case "issue":
      return takeIssue(taking, line.value, token);
    case "state":
      return takeState(tx, { ...line.value, token, origin: sender });
    case "token":
      return takeToken(taking, line.value, told!);
    case "page":
      return takePage(taking, line.value, token);
    case "wrapped":
      return takeWrapped(taking, line.value);
    case "correction":
      return takeCorrection(taking, line.value, token);
    case "secrets": {
      // So that nobody's secrets come in beside the boxes of a token in service.
      if (!told!.isPractice) return "unfit";
      const { base_id, seal_key, ...head } = line.value;
      const row = { ...head, base_id: Buffer.from(base_id), seal_key: Buffer.from(seal_key) };
      await tx
        .insertInto("token_secrets")
        .values({ ...row, token })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return undefined;
    }
    case "sync": {
      const row = without(line.value, "token", "started_ms");
      await tx
        .insertInto("syncs")
        .values({ ...line.value, token })
        .onConflict((conflict) =>
          isNewest ? conflict.columns(["token", "started_ms"]).doUpdateSet(row) : conflict.doNothing(),
        )
        .execute();
      return undefined;
    }
    case "reading":
      await tx
        .insertInto("readings")
        .values({ ...line.value, token, source: sender })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return undefined;
  }
}

async function takePage(
  { tx, sender, result }: TakingUp,
  page: Row<"page">,
  token: string,
): Promise<Reason | undefined> {
  const { positions, sealed } = page;
  const daysBehind = page.seal_day - page.calendar_day;
  const isFit =
    sealed.length === positions.length * STORED_RECORD_BYTES &&
    positions.every((position, i) => i === 0 || position > positions[i - 1]!) &&
    daysBehind >= 0 &&
    daysBehind <= MOST_DAYS_BEHIND_KEYS;
  if (!isFit) return "unfit";
  // Runs without gaps, as tokens send them.
  for (let start = 0; start < positions.length;) {
    let end = start + 1;
    while (end < positions.length && positions[end] === positions[end - 1]! + 1) end++;
    const chunk = {
      generation: page.generation,
      pageSequence: page.page_sequence,
      sealDay: page.seal_day,
      calendarDay: page.calendar_day,
      livedHours: page.lived_hours,
      position: positions[start]!,
      records: sealed.subarray(start * STORED_RECORD_BYTES, end * STORED_RECORD_BYTES),
    };
    const { added, conflicting, full } = await addRecords(tx, token, chunk, sender);
    result.added += added;
    result.conflicting += full > 0 ? 0 : conflicting;
    if (full > 0) leaveOut(result.leftOut, "full", "record", full);
    start = end;
  }
  return undefined;
}

/** The state of whichever reading is later. Where this store goes on reading is its own affair. */
async function takeToken(
  { tx, latestMs }: TakingUp,
  row: Row<"token">,
  { key, isPractice }: ToldToken,
): Promise<undefined> {
  const state = { ...without(row, "token", "serial", "chip_id"), is_practice: isPractice ? 1 : 0 };
  const before = await tx
    .selectFrom("tokens")
    .select(["firmware", "last_read_ms"])
    .where("token", "=", key)
    .executeTakeFirstOrThrow();
  const beforeMs = Number(before.last_read_ms ?? -1);
  const isNewer = beforeMs < Number(state.last_read_ms ?? 0) || beforeMs > latestMs;
  if (before.firmware !== null && !isNewer) return undefined;
  await tx.updateTable("tokens").set(state).where("token", "=", key).execute();
  return undefined;
}

/** What was found out later counts, unless it is said to have been found in the future. */
async function takeCorrection(
  { tx, sender, latestMs, result }: TakingUp,
  told: Row<"correction">,
  token: string,
): Promise<undefined> {
  const { generation, epoch } = told;
  const known = await tx
    .selectFrom("clock_corrections")
    .select(["generation", "epoch", "found_ms", "source"])
    .where("token", "=", token)
    .orderBy("found_ms")
    .execute();
  if (!known.some((row) => row.generation === generation && row.epoch === epoch)) {
    const ofSender = known.filter(({ source }) => source === sender);
    const oldest = ofSender[0];
    if (oldest !== undefined && ofSender.length >= MOST_CORRECTIONS) {
      const droppedMs = Math.min(Number(oldest.found_ms), told.found_ms);
      // Of days of which there are no records any more there may well have been so many.
      if (droppedMs > latestMs - STORE_DAYS * DAY_MS) leaveOut(result.leftOut, "full", "correction");
      if (told.found_ms === droppedMs) return;
      await tx
        .deleteFrom("clock_corrections")
        .where("token", "=", token)
        .where("generation", "=", oldest.generation)
        .where("epoch", "=", oldest.epoch)
        .execute();
    }
  }
  const row = { ...without(told, "token", "generation", "epoch"), source: sender };
  await tx
    .insertInto("clock_corrections")
    .values({ token, generation, epoch, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(["token", "generation", "epoch"])
        .doUpdateSet(row)
        .where((eb) =>
          eb.or([
            eb("clock_corrections.is_sure", "<", row.is_sure),
            eb("clock_corrections.found_ms", ">", latestMs),
            eb.and([
              eb("clock_corrections.is_sure", "=", row.is_sure),
              eb("clock_corrections.found_ms", "<", row.found_ms),
            ]),
          ]),
        ),
    )
    .execute();
}

/** One that is in boxes already is not kept a second time. */
async function takeWrapped({ tx, sender }: TakingUp, row: Row<"wrapped">): Promise<Reason | undefined> {
  const { serial, generation, kind } = row;
  const box = await tx
    .selectFrom("boxes")
    .select("serial")
    .where("serial", "=", serial)
    .where("generation", "=", generation)
    .where("kind", "=", kind)
    .executeTakeFirst();
  if (box !== undefined) return undefined;
  return (await addWrapped(tx, without(row, "stored_ms"), row.stored_ms, sender)) ? undefined : "full";
}
