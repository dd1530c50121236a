/** What Bluezone's phones do for each ID: derive it, and ask a table of what was heard for it and its time. */
import { createHash } from "node:crypto";
import Database from "libsql";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import type { HistoryRow } from "../../src/bluezone/upload.js";
import { nodeHash } from "../../src/station/node-crypto.js";

/** Of the processor's time: one thread does it all, and what else runs on the machine does not count. */
export const inSeconds = <T>(run: () => T): [result: T, seconds: number] => {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return [result, (user + system) / 1e6];
};

/** Seconds for each query, by the phone's own statement in spirit: one ID, within its slot. */
export function querySeconds(
  rows: readonly Pick<HistoryRow, "contactId" | "timeMs">[],
  ids: readonly { id: string; startMs: number }[],
): number {
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

/** One of a chain. */
export function hashSeconds(): number {
  let key: Uint8Array = new Uint8Array(createHash("sha256").update("chain").digest());
  const count = 100_000;
  const [, seconds] = inSeconds(() => {
    for (let i = 0; i < count; i++) key = nodeHash.sha256(key);
  });
  return seconds / count;
}
