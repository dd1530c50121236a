/**
 * F0s with a phone: `npx tsx test/bench/phones.ts` (two minutes). A list of 1,000 F0s of 14 days against a history of a million
 * rows, and whose the IDs are that an F0 heard in 14 days among 5,000 tokens: all IDs derived, beside Bluezone's way, one query for each
 * ID and its time in an SQL table of the rows (src/bluezone/match.ts has its rules).
 */
import { createHash, randomBytes } from "node:crypto";
import Database from "libsql";
import { formatF0List, idsOfF0, parseF0List, type F0Entry } from "../../src/bluezone/f0-list.js";
import { toHex } from "../../src/bluezone/format.js";
import { SLOTS_PER_DAY, SLOT_MS, firstSubKey } from "../../src/bluezone/ids.js";
import { matchHistory } from "../../src/bluezone/match.js";
import { formatHistory, parseHistory, type HistoryRow } from "../../src/bluezone/upload.js";
import type { IdDay } from "../../src/station/cases/case-material.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import { byteString, createIdLookup } from "../../src/station/tracing/id-lookup.js";

const DAYS = 14;
const FIRST_DAY = 18_500;
const START_S = FIRST_DAY * 86_400;
const SLOTS = DAYS * SLOTS_PER_DAY;
const F0S = 1_000;
const ROWS = 1_000_000;
const TOKENS = 5_000;
/** That an F0 meets in 14 days, and how many IDs of them it logs. */
const HEARD = 6_000;
/** Bluezone's queries that are timed; their time is taken for all of them. */
const QUERIES = 20_000;
const MOST_LIST_S = 10;
const MOST_NAMING_S = 3;

const keyOf = (what: string) => new Uint8Array(createHash("sha256").update(what).digest());
const randomBytes12 = () => new Uint8Array(randomBytes(12));
const randomId = () => toHex(randomBytes12());
/** Of the processor's time: one thread does it all, and what else runs on the machine does not count. */
const inSeconds = <T>(run: () => T): [result: T, seconds: number] => {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return [result, (user + system) / 1e6];
};

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

/** Seconds for each query, by the phone's own statement in spirit: one ID, within its slot. */
function queryEach(rows: readonly HistoryRow[], ids: readonly { id: string; startMs: number }[]): number {
  const db = new Database(":memory:");
  db.exec("create table trace_info (blid_contact text, timestamp integer)");
  const insert = db.prepare("insert into trace_info values (?, ?)");
  db.transaction(() => rows.forEach(({ contactId, timeMs }) => insert.run(contactId, timeMs)))();
  db.exec("create index of_contact on trace_info (blid_contact)");
  const query = db.prepare(
    "select count(*) as n from trace_info where blid_contact = ? and timestamp >= ? and timestamp <= ?",
  );
  const [, seconds] = inSeconds(() => {
    for (const { id, startMs } of ids) query.get(id, startMs, startMs + SLOT_MS);
  });
  db.close();
  return seconds / ids.length;
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
  const queryS = queryEach(
    rows,
    asked.map(({ id, startMs }) => ({ id: toHex(id), startMs })),
  );
  const phoneS = F0S * SLOTS * (queryS + hashS());
  const wholeS = parseS + matchS;
  console.log(
    `list of ${F0S} F0s, ${DAYS} days, against ${ROWS} rows: read ${parseS.toFixed(1)} s, matched ${matchS.toFixed(1)} s, ` +
      `${matches.length} rows found; one indexed query for each ID: ${phoneS.toFixed(1)} s, ${(phoneS / wholeS).toFixed(1)} times as long`,
  );
  return wholeS <= MOST_LIST_S;
}

/** One of a chain. */
function hashS(): number {
  let key: Uint8Array = keyOf("chain");
  const count = 100_000;
  const [, seconds] = inSeconds(() => {
    for (let i = 0; i < count; i++) key = nodeHash.sha256(key);
  });
  return seconds / count;
}

function benchNaming(): boolean {
  const idDays: IdDay[] = [];
  for (let token = 0; token < TOKENS; token++) {
    for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++) {
      const subKey = firstSubKey(nodeHash, keyOf(`token ${token}, day ${day}`));
      idDays.push({ token: String(token), generation: 1, day, subKey });
    }
  }
  const lookup = createIdLookup(nodeHash);
  const known = [...lookup.idsOf(idDays.filter((_, i) => i % 701 === 0)).keys()];
  const heard = new Set(known.filter((_, i) => i % 8 === 0));
  const ofTokens = heard.size;
  while (heard.size < HEARD) heard.add(byteString(randomBytes12()));
  const [senders, seconds] = inSeconds(() => lookup.sendersOf(heard, idDays));
  if (senders.size !== ofTokens) throw new Error(`${senders.size} senders instead of ${ofTokens}`);
  const rows = [...heard].map((id) => ({
    ...{ ownId: "", contactId: toHex(Buffer.from(id, "latin1")), rssiDbm: -70, timeMs: START_S * 1000 },
  }));
  const asked = Array.from({ length: QUERIES }, () => ({ id: randomId(), startMs: START_S * 1000 }));
  const phoneS = TOKENS * SLOTS * (queryEach(rows, asked) + hashS());
  console.log(
    `IDs that an F0 heard in ${DAYS} days, among ${TOKENS} tokens: ${seconds.toFixed(1)} s for ${((TOKENS * SLOTS) / 1e6).toFixed(1)} million IDs, ` +
      `${senders.size} of ${heard.size} named; one query for each ID: ${phoneS.toFixed(1)} s, ${(phoneS / seconds).toFixed(1)} times as long`,
  );
  return seconds <= MOST_NAMING_S;
}

const results = [benchList(), benchNaming()];
if (results.includes(false)) {
  console.log(`too slow: the list may take ${MOST_LIST_S} s, naming ${MOST_NAMING_S} s`);
  process.exitCode = 1;
}
