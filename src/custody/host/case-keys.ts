/** What an officer takes out of a box for one case: keys of single days, never of a chain. */
import { SEAL_PAGE, SEAL_RECORD, derive } from "../token/derive.js";
import { createHmac } from "../token/hmac.js";
import { KEY_BYTES, PAGE_MAC_BYTES, PRACTICE_SECRET } from "../token/seal-format.js";
import { chainKeyOn, nextChainKey } from "./boxes.js";
import type { BoxContent, Hash } from "./boxes.js";
import { ascii, isSame } from "./bytes.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

/** Longest span of a case: what the sealed store keeps (DESIGN.md, decisions). */
export const CASE_DAYS = 30;

/** Opens one token's records of one day. */
export interface DayKeys {
  day: number;
  /** 16 bytes, for `openRecord`. */
  recordKey: Uint8Array;
  /** 32 bytes, for `isPageSound`. */
  pageKey: Uint8Array;
}

/** The Bluezone chain below its daily key, from `src/bluezone`. */
export interface SubKeyChain {
  firstSubKey(dailyKey: Uint8Array): Uint8Array;
  nextSubKey(subKey: Uint8Array): Uint8Array;
}

/** The box's key on each of these days: from one to the next is one step of its chain. */
function stepsOf(
  hash: Hash,
  content: BoxContent,
  kind: "id" | "log",
  fromDay: number,
  toDay: number,
): { day: number; key: Uint8Array }[] {
  requireKind(content, kind);
  if (toDay - fromDay >= CASE_DAYS || toDay < fromDay) {
    throw new UserError("custody/out-of-range/case", { days: CASE_DAYS });
  }
  const steps: { day: number; key: Uint8Array }[] = [];
  const firstDay = Math.max(fromDay, content.day);
  for (let day = firstDay; day <= toDay; day++) {
    const last = steps.at(-1);
    const key = last === undefined ? chainKeyOn(hash, content, day) : nextChainKey(hash, kind, last.key);
    steps.push({ day, key });
  }
  return steps;
}

function requireKind(content: BoxContent, kind: "id" | "log"): void {
  if (content.kind !== kind)
    throw new UserError("custody/wrong-key/kind", {
      needed: problem(`word/box/${kind}`),
      found: problem(`word/box/${content.kind}`),
    });
}

/** Of a *log* box, for the days of the case that it still opens. Throws `UserError`. */
export function logKeysForCase(hash: Hash, content: BoxContent, fromDay: number, toDay: number): DayKeys[] {
  return stepsOf(hash, content, "log", fromDay, toDay).map(({ day, key }) => ({
    day,
    recordKey: derive(hash, key, SEAL_RECORD).slice(0, KEY_BYTES),
    pageKey: derive(hash, key, SEAL_PAGE),
  }));
}

/** Record keys of any days from the box's own on, 16 bytes; undefined for earlier ones. Days may come in any order. */
export function createRecordKeys(hash: Hash, content: BoxContent): (day: number) => Uint8Array | undefined {
  requireKind(content, "log");
  const found = new Map<number, Uint8Array>();
  let last = content;
  return (day) => {
    if (day < content.day) return undefined;
    let key = found.get(day);
    if (key === undefined) {
      const from = day < last.day ? content : last;
      last = { ...content, day, key: chainKeyOn(hash, from, day) };
      key = derive(hash, last.key, SEAL_RECORD).slice(0, KEY_BYTES);
      found.set(day, key);
    }
    return key;
  };
}

/** What opens the log of a token that nobody prepared: anybody knows it. */
export function practiceLog(serial: number, createdDay: number): BoxContent {
  return {
    kind: "log",
    serial,
    generation: 0,
    day: createdDay,
    key: ascii(PRACTICE_SECRET),
    wrapKey: new Uint8Array(0),
  };
}

/** Of an *id* box: the sub-key of slot 0 of each day of the case; the other 95 follow from it. Throws `UserError`. */
export function subKeysForCase(
  hash: Hash,
  chain: SubKeyChain,
  content: BoxContent,
  fromDay: number,
  toDay: number,
): { day: number; subKey: Uint8Array }[] {
  return stepsOf(hash, content, "id", fromDay, toDay).map(({ day, key }) => ({
    day,
    subKey: chain.firstSubKey(key),
  }));
}

/** Whether a closed page is as the token left it; `page` is what the log's format says a page's MAC covers. */
export function isPageSound(hash: Hash, pageKey: Uint8Array, page: Uint8Array, mac: Uint8Array): boolean {
  return isSame(createHmac(hash, pageKey).sign(page).subarray(0, PAGE_MAC_BYTES), mac);
}
