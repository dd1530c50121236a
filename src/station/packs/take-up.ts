/**
 * Takes in a *gói gửi lên*. Taking in the same again, or an older one, changes nothing that is newer here.
 *
 * Its sender is believed about the sender's own tokens and persons, and about what lies in the past. Whatever else it
 * says is left out, line by line, and counted.
 */
import type { Kysely } from "kysely";
import type { Pack } from "../../custody/host/pack.js";
import { tokensOfUnit } from "../store/bindings.js";
import { hexOf } from "../store/custody/custody.js";
import { addTakenPack } from "../store/exchange.js";
import type { StoreTables } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { strikeWithdrawn } from "../store/staff/withdrawal.js";
import { MOST_NAMESAKES, MOST_PRACTICE_TOKENS } from "../limits.js";
import { isPracticeSerial, resolvePractice, resolveService } from "../store/token-identity.js";
import { leaveOut, nothingLeftOut, type Reason } from "./left-out.js";
import { asNotUnderstood, itemsOf } from "./pack-file.js";
import { takeLine } from "./take-line.js";
import type { TakingUp, ToldToken } from "./taking.js";
import { timesOf } from "./times-of-line.js";
import { parseUpLine, type Row, type UpLine } from "./up-lines.js";

const DAY_MS = 86_400_000;

export type TakenUp = TakingUp["result"] & {
  /** False: it was taken in before, and nothing changed. */
  isNew: boolean;
};

/**
 * Throws `UserError` where the file is not what was sent: then nothing is taken in. A pack of which something was left
 * out because the sender may not speak of a token can be taken in again, once the token is bound to the sender.
 */
export async function takeUp(store: Store, pack: Pack, nowMs: number): Promise<TakenUp> {
  const id = hexOf(pack.id);
  const sender = hexOf(pack.sender.fingerprint);
  const leftOut = nothingLeftOut();
  const result = { isNew: false, added: 0, conflicting: 0, leftOut };
  if (await store.hasTaken(id, sender)) return result;
  // One of the two computers may be ahead of the time.
  const latestMs = Math.min(pack.madeMs, nowMs + DAY_MS);
  const isNewest = (await store.packsFrom(sender)).every(
    ({ madeMs, takenMs }) => Math.min(madeMs, takenMs + DAY_MS) < latestMs,
  );
  await store
    .write(async (tx) => {
      const bound = await tokensOfUnit(tx, sender);
      const tokens = await toldTokens(tx, pack, bound);
      const taking: TakingUp = { tx, sender, isNewest, latestMs, gone: [], result };
      for (const raw of itemsOf(pack)) {
        const line = parseUpLine(raw);
        const reason = typeof line === "string" ? line : await take(taking, line, tokens, bound);
        if (reason !== undefined) leaveOut(leftOut, reason, raw.kind);
      }
      await strikeWithdrawn(tx, taking.gone, nowMs);
      if (leftOut.unbound.size > 0) return;
      await addTakenPack(tx, { id, kind: pack.kind, sender, madeMs: latestMs, takenMs: nowMs });
    })
    .catch(asNotUnderstood);
  return { ...result, isNew: true };
}

/** Why a line is left out, undefined where it is taken in; tokens that the sender may not speak of are noted instead. */
async function take(
  taking: TakingUp,
  line: UpLine,
  tokens: ReadonlyMap<string, ToldToken>,
  bound: ReadonlySet<number>,
): Promise<Reason | undefined> {
  if (timesOf(line).some((ms) => ms > taking.latestMs)) return "future";
  if (line.kind === "person" || line.kind === "coverage" || line.kind === "withdrawal")
    return takeLine(taking, line, undefined);
  const told = line.kind === "wrapped" ? undefined : tokens.get(line.value.token);
  if (told === undefined && line.kind === "token") return "full";
  if (told === undefined && line.kind !== "wrapped") return "unfit";
  const serial = line.kind === "wrapped" ? line.value.serial : told!.serial;
  if (told?.isBound ?? bound.has(serial)) return takeLine(taking, line, told);
  taking.result.leftOut.unbound.add(serial);
  return undefined;
}

/** The tokens that the pack tells of, by what the sender's store calls them. */
async function toldTokens(
  tx: Kysely<StoreTables>,
  pack: Pack,
  bound: ReadonlySet<number>,
): Promise<Map<string, ToldToken>> {
  const rows = new Map<string, Row<"token">>();
  const secrets = new Map<string, Row<"secrets">[]>();
  for (const raw of itemsOf(pack)) {
    if (raw.kind !== "token" && raw.kind !== "secrets") continue;
    const line = parseUpLine(raw);
    if (typeof line === "string") continue;
    if (line.kind === "token") rows.set(line.value.token, line.value);
    else if (line.kind === "secrets") {
      const ofToken = secrets.get(line.value.token) ?? [];
      secrets.set(line.value.token, ofToken);
      ofToken.push(line.value);
    }
  }
  const tokens = new Map<string, ToldToken>();
  const namesakes = new Map<number, number>();
  let practiceTokens = 0;
  for (const [name, { serial, chip_id }] of rows) {
    // A token that nobody prepared protects nothing and is nobody's: no unit needs leave to speak of it.
    const isPractice = isPracticeSerial(serial);
    const isBound = isPractice || bound.has(serial);
    if (isPractice) {
      const before = namesakes.get(serial) ?? 0;
      namesakes.set(serial, before + 1);
      if (before >= MOST_NAMESAKES || ++practiceTokens > MOST_PRACTICE_TOKENS) continue;
    }
    const own = (secrets.get(name) ?? []).map(({ generation, base_id }) => ({ generation, baseId: base_id }));
    const claim = { serial, chipId: chip_id ?? undefined, secrets: isPractice ? own : [] };
    const resolve = isPractice ? resolvePractice : resolveService;
    const key = isBound ? (await resolve(tx, claim)).token : "";
    tokens.set(name, { serial, key, isPractice, isBound });
  }
  return tokens;
}
