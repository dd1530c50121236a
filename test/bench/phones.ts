/**
 * F0s with a phone: `npx tsx test/bench/phones.ts` (two minutes). A list of 1,000 F0s of 14 days against a history of a million
 * rows, beside Bluezone's way: one query for each ID and its time in an SQL table of the rows (src/bluezone/match.ts has its rules).
 */
import { createHash, randomBytes } from "node:crypto";
import { formatF0List, idsOfF0, parseF0List, type F0Entry } from "../../src/bluezone/f0-list.js";
import { toHex } from "../../src/bluezone/format.js";
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { matchHistory } from "../../src/bluezone/match.js";
import { formatHistory, parseHistory, type HistoryRow } from "../../src/bluezone/upload.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import { hashSeconds, inSeconds, querySeconds } from "./bluezones-way.js";

const DAYS = 14;
const FIRST_DAY = 18_500;
const START_S = FIRST_DAY * 86_400;
const SLOTS = DAYS * SLOTS_PER_DAY;
const F0S = 1_000;
const ROWS = 1_000_000;
/** Bluezone's queries that are timed; their time is taken for all of them. */
const QUERIES = 20_000;
const MOST_LIST_S = 10;

const keyOf = (what: string) => new Uint8Array(createHash("sha256").update(what).digest());
const randomBytes12 = () => new Uint8Array(randomBytes(12));
const randomId = () => toHex(randomBytes12());
/** A row of one ID in a hundred is an F0's, at its time. */
function history(entries: readonly F0Entry[]): { rows: HistoryRow[]; ofF0s: number } {
  const met = entries.flatMap((entry) =>
    [...idsOfF0(nodeHash, entry, 0, Infinity)].filter((_, i) => (i + entry.f0) % 134 === 0),
  );
  const rows = Array.from({ length: ROWS }, (_, i): HistoryRow => {
    const one = i % 100 === 0 ? met[(i / 100) % met.length] : undefined;
    const timeMs = one ? one.startMs + 1_000 + (i % 800) * 1_000 : START_S * 1000 + i * 1_209;
    return { ownId: "00".repeat(12), contactId: one ? toHex(one.id) : randomId(), rssiDbm: -70, timeMs };
  });
  return { rows, ofF0s: ROWS / 100 };
}

function benchList(): boolean {
  const entries = Array.from({ length: F0S }, (_, f0): F0Entry => {
    const span = { startS: START_S, endS: START_S + DAYS * 86_400 - 1 };
    return { f0, ...span, dailyKey: keyOf(`F0 ${f0}`), slotsPerDay: SLOTS_PER_DAY };
  });
  const { rows, ofF0s } = history(entries);
  const [list, text] = [formatF0List(entries), formatHistory(rows)];
  const [parsed, parseS] = inSeconds(() => [parseF0List(list).entries, parseHistory(text)] as const);
  const [{ matches }, matchS] = inSeconds(() => matchHistory(nodeHash, ...parsed));
  if (matches.length !== ofF0s) throw new Error(`${matches.length} rows of F0s instead of ${ofF0s}`);
  const some = [...idsOfF0(nodeHash, entries[0]!, 0, Infinity)].slice(0, 1_000);
  const asked = Array.from({ length: QUERIES }, (_, i) => some[i % some.length]!);
  const queryS = querySeconds(
    rows,
    asked.map(({ id, startMs }) => ({ id: toHex(id), startMs })),
  );
  const phoneS = F0S * SLOTS * (queryS + hashSeconds());
  const wholeS = parseS + matchS;
  console.log(
    `list of ${F0S} F0s, ${DAYS} days, against ${ROWS} rows: read ${parseS.toFixed(1)} s, matched ${matchS.toFixed(1)} s, ` +
      `${matches.length} rows found; one indexed query for each ID: ${phoneS.toFixed(1)} s, ${(phoneS / wholeS).toFixed(1)} times as long`,
  );
  return wholeS <= MOST_LIST_S;
}

if (!benchList()) {
  console.log(`too slow: the list may take ${MOST_LIST_S} s`);
  process.exitCode = 1;
}
