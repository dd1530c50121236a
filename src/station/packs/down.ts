/** *Gói nhận về*: the list of cases with each token's tag, operating keys, the newest program, and which packs of the unit arrived. */
import { DAY_MS, SLOTS_PER_DAY, firstSubKey, nextSubKey, dayOf, slotOf } from "../../bluezone/ids.js";
import type { BoxContent } from "../../custody/host/boxes.js";
import { LIST_DAYS, buildList, tagFor, type ListedCase } from "../../custody/host/build-list.js";
import { isSame } from "../../custody/host/bytes.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { encodeStock, stockEntry, type StockEntry } from "../../custody/host/stock.js";
import { contentOf } from "../cases/cases.js";
import type { CaseContent, PhoneKeys } from "../cases/content.js";
import { nodeHash } from "../node-crypto.js";
import { ledgerEntry, openBoxes, type OpenedBox } from "../cases/officer.js";
import { unwrapWaiting } from "../cases/unwrap.js";
import { createRedating } from "../clocks/redating.js";
import { hexOf } from "../store/custody/custody.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../serial-number.js";
import { keyOfSerial } from "../store/token-identity.js";
import type { Store, StoredList } from "../store/store.js";
import { UserError } from "../../words/user-error.js";
import { linesOfContent, writePack, type PackAddress } from "./pack-file.js";

/** As many packs as a unit may have under way. */
const PACKS_ACKNOWLEDGED = 100;

export interface DownOptions {
  officer: Identity;
  /** For the ledger. */
  reason: string;
  unit: PublicIdentity;
  /** Serial numbers of the tokens it is for; all that the officer has boxes of, if undefined. */
  tokens: ReadonlySet<number> | undefined;
  hasStock: boolean;
  /** Slots of a day in which an F0 must have been heard for a warning. */
  fewestSlots: number;
  nowMs: number;
}

export interface PackedDown {
  id: string;
  cases: number;
  /** Open cases of other officers, whose files this key does not open. */
  otherCases: number;
  /** Phones that no list for tokens can name: only their uploaded history is known, or their slots are not a token's. */
  phonesLeftOut: number;
  listNumber: number | null;
  tokens: number;
  /** Versions of the programs in it, each for some tokens of the unit. */
  programs: PackedProgram[];
}

export interface PackedProgram {
  firmware: string;
  tokens: number;
}

export async function packDown(store: Store, path: string, options: DownOptions): Promise<PackedDown> {
  const { officer, reason, unit, hasStock, nowMs } = options;
  const admin = await adminBoxes(store, officer, options.tokens);
  const { listed, cases, ...leftOut } = await listedCases(store, officer, nowMs);
  const list = listed.length === 0 ? undefined : await numberedList(store, listed, options.fewestSlots);
  const tags = new Map(
    list === undefined ? [] : admin.map(({ content }) => [content.serial, tagFor(nodeHash, content, list)]),
  );
  const received = await store.packsFrom(hexOf(unit.fingerprint));
  const stock = hasStock ? await stockEntries(store, admin) : [];
  const states = await store.statesForUnit(hexOf(unit.fingerprint));
  const withdrawals = await store.withdrawnOfUnit(hexOf(unit.fingerprint));
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

  async function* items(): AsyncGenerator<object> {
    if (list !== undefined) {
      const { number, head, entries } = list;
      yield { list: { number, made_ms: nowMs, head: base64(head), entries: base64(entries) } };
      for (const [serial, tag] of tags) yield { tag: { number, serial, tag: base64(tag) } };
    }
    for (const { serial, epoch, key } of stock) yield { operatingKey: { serial, epoch, key: base64(key) } };
    for (const { number, head, code, unit: staged, tags: releaseTags } of releases) {
      yield { release: { head: base64(head), code: base64(code), unit: staged } };
      for (const [serial, tag] of releaseTags) yield { releaseTag: { number, serial, tag: base64(tag) } };
    }
    for (const state of states) yield { state };
    for (const withdrawal of withdrawals) yield { withdrawal };
    for (const { id } of received.slice(0, PACKS_ACKNOWLEDGED)) yield { received: { id } };
  }

  if (list !== undefined) {
    await store.putList(list, tags, nowMs);
    // Before the file: what was taken out of boxes is counted even if the stick is full.
    const days = list.entries.length / 36;
    await store.putLedger(ledgerEntry(officer, "list", nowMs, { reason, tokens: admin.length, days }));
  }
  if (hasStock) await giveStock(store, options, stock);
  const releases = await store.releasesForUnit(hexOf(unit.fingerprint));
  const address: PackAddress = { sender: officer, receivers: [unit], madeMs: nowMs };
  const id = await writePack(path, "down", address, linesOfContent("down", items()));
  const programs = releases.map(({ firmware, tags: { size: tokens } }) => ({ firmware, tokens }));
  return { id, cases, ...leftOut, listNumber: list?.number ?? null, tokens: admin.length, programs };
}

/** The stock file alone, as CUSTODY.md describes it. */
export async function packStock(
  store: Store,
  path: string,
  options: Pick<DownOptions, "officer" | "reason" | "unit" | "tokens" | "nowMs">,
): Promise<{ id: string; tokens: number }> {
  const { officer, unit, nowMs } = options;
  const admin = await adminBoxes(store, officer, options.tokens);
  const stock = await stockEntries(store, admin);
  await giveStock(store, options, stock);
  const address: PackAddress = { sender: officer, receivers: [unit], madeMs: nowMs };
  return { id: await writePack(path, "stock", address, [encodeStock(stock)]), tokens: stock.length };
}

/** The newest admin box of each token wanted; one that did not prove its secrets yet is in no stock. */
async function adminBoxes(
  store: Store,
  officer: Identity,
  tokens: ReadonlySet<number> | undefined,
): Promise<OpenedBox[]> {
  const unproven = await store.unproven();
  const half = unproven.filter((serial) => tokens?.has(serial));
  if (half.length > 0)
    throw new UserError("station/not-in-stock", { tokens: half.map(formatSerial).join(", ") });
  const newest = new Map<number, OpenedBox>();
  const isWanted = ({ serial }: { serial: number }) =>
    (tokens?.has(serial) ?? true) && !unproven.includes(serial);
  for (const one of await openBoxes(store, officer, "admin", undefined, isWanted))
    newest.set(one.content.serial, one);
  const missing = [...(tokens ?? [])].filter((serial) => !newest.has(serial));
  if (missing.length > 0) {
    throw new UserError("station/wrong-key/admin-boxes", { tokens: missing.join(", ") });
  }
  const found = [...newest.values()];
  if (found.length === 0) {
    throw new UserError("station/wrong-key/no-admin-box");
  }
  return found;
}

/** Whoever has a token's operating key reads it, and so may speak of it in packs. */
async function giveStock(
  store: Store,
  { officer, reason, unit, nowMs }: Pick<DownOptions, "officer" | "reason" | "unit" | "nowMs">,
  stock: readonly StockEntry[],
): Promise<void> {
  const serials = stock.map(({ serial }) => serial);
  const entry = ledgerEntry(officer, "stock", nowMs, { reason, tokens: serials.length });
  await store.bindTokens(hexOf(unit.fingerprint), serials, nowMs, entry);
}

async function stockEntries(store: Store, admin: readonly OpenedBox[]): Promise<StockEntry[]> {
  const epochs = await store.operatingEpochs();
  return admin.map(({ content }) => stockEntry(nodeHash, content, epochs.get(content.serial) ?? 0));
}

/** The officer's open cases that a token's digest can still hold anything of, generation by generation. */
async function listedCases(store: Store, officer: Identity, nowMs: number) {
  await unwrapWaiting(store, officer);
  const owner = hexOf(officer.fingerprint);
  const open = (await store.cases()).filter((one) => one.closedMs === null);
  const redating = createRedating(await store.corrections());
  const listed: ListedCase[] = [];
  let cases = 0;
  let phonesLeftOut = 0;
  for (const one of open.filter((other) => other.officer === owner)) {
    const { trace, phone, phoneTrace } = contentOf(one, officer);
    if (trace.untilMs < nowMs - LIST_DAYS * DAY_MS) continue;
    // Of whom the interview alone tells, no ID is known that a token could have heard.
    const hasToken = one.serial !== NO_TOKEN_SERIAL;
    const byPhone = phoneTrace ?? (hasToken || trace.tokens.length === 0 ? undefined : trace);
    const ofPhone = byPhone && phoneCase(phone, byPhone);
    if (ofPhone !== undefined) listed.push(ofPhone);
    else if (byPhone !== undefined) phonesLeftOut++;
    if (!hasToken) {
      if (ofPhone !== undefined) cases++;
      continue;
    }
    const boxes = await openBoxes(store, officer, "id", one.serial);
    cases++;
    const wrongClocks = redating.wrongClocks(keyOfSerial(one.serial));
    const generations = byGeneration(boxes, dayOf(trace.fromMs), trace.untilMs);
    listed.push(...generations.map((generation) => ({ ...generation, wrongClocks })));
  }
  const otherCases = open.filter((one) => one.officer !== owner).length;
  return { listed, cases, otherCases, phonesLeftOut };
}

/**
 * A phone's IDs follow from its daily keys as a token's do. Undefined where those are not known, or where its days do not begin at
 * midnight (UTC) and have 96 slots: a list for tokens has no other.
 */
function phoneCase(
  keys: PhoneKeys | undefined,
  { fromMs, untilMs }: Pick<CaseContent["trace"], "fromMs" | "untilMs">,
): ListedCase | undefined {
  if (keys?.slotsPerDay !== SLOTS_PER_DAY || (keys.startS * 1000) % DAY_MS !== 0) return undefined;
  const day = dayOf(keys.startS * 1000);
  const key = new Uint8Array(Buffer.from(keys.dailyKey, "hex"));
  const head = { serial: NO_TOKEN_SERIAL, generation: 0, day, wrapKey: new Uint8Array(0) };
  // An F0's end belongs to its time.
  const lastMs = Math.min(untilMs - 1, keys.endS * 1000);
  if (lastMs < keys.startS * 1000) return undefined;
  return {
    id: { ...head, kind: "id", key },
    onsetDay: dayOf(fromMs) + LOOK_BACK_DAYS,
    untilDay: dayOf(lastMs),
    untilSlot: slotOf(lastMs),
  };
}

/** A token that was re-keyed meanwhile sent IDs of one generation, then of the next. */
function byGeneration(boxes: readonly OpenedBox[], firstDay: number, untilMs: number): ListedCase[] {
  const untilDay = dayOf(untilMs - 1);
  const untilSlot = slotOf(untilMs - 1);
  const inOrder = [...boxes].sort((a, b) => a.content.generation - b.content.generation);
  return inOrder.flatMap(({ content }, i) => {
    const nextSince = inOrder[i + 1]?.sinceDay ?? Infinity;
    const isLast = nextSince > untilDay;
    const lastDay = isLast ? untilDay : nextSince;
    const id: BoxContent = content;
    // `buildList` looks back from an onset; the first day of the window is what counts here.
    return lastDay < firstDay
      ? []
      : [
          {
            id,
            onsetDay: firstDay + LOOK_BACK_DAYS,
            untilDay: lastDay,
            untilSlot: isLast ? untilSlot : LAST_SLOT,
          },
        ];
  });
}

const LOOK_BACK_DAYS = 3;
const LAST_SLOT = 95;

/** Tokens take rising numbers only; the same cases keep their number. */
async function numberedList(
  store: Store,
  listed: readonly ListedCase[],
  fewestSlots: number,
): Promise<StoredList> {
  const chain = {
    firstSubKey: (dailyKey: Uint8Array) => firstSubKey(nodeHash, dailyKey),
    nextSubKey: (subKey: Uint8Array) => nextSubKey(nodeHash, subKey),
  };
  const build = (number: number) => ({ number, ...buildList(nodeHash, chain, listed, number, fewestSlots) });
  const last = await store.lastList();
  if (last !== undefined) {
    const again = build(last.number);
    if (isSame(again.head, last.head)) return again;
  }
  return build((last?.number ?? 0) + 1);
}
