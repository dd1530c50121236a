/**
 * What the log costs the flash: `npx tsx test/bench/log.ts`. Virtual flash, the XIAO's size; its milliseconds are those of the
 * nRF52's own flash. Mounting in turns of the interpreter: `npm run test:espruino`.
 */
import { readFileSync } from "node:fs";
import { ringPages } from "../../src/log/layout.js";
import { createRing, daysOf, plainOf, tendAll } from "../log/support/ring.js";

const config = JSON.parse(readFileSync("flash.config.json", "utf8"));
const board = config.boards.XIAOBLE;
const GEOMETRY = {
  pageBytes: board.pageBytes as number,
  pageCount: ringPages(board, board.regionPages - 1),
};
const DAY = 20_000;
const SLOTS_PER_DAY = 96;

function measure(perDay: number, days: number): Record<string, string | number> {
  const sealer = { seal: () => new Uint8Array(28), pageMac: () => new Uint8Array(8) };
  const ring = createRing(GEOMETRY, { retentionDays: config.retentionDays, sealer });
  const plain = plainOf(1);
  ring.log.append(daysOf(DAY), plain);
  tendAll(ring.log, DAY);
  const formatted = ring.control.totals();
  let records = 1;
  for (let day = DAY; day < DAY + days; day++) {
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      const until = (day - DAY) * perDay + Math.round(((slot + 1) * perDay) / SLOTS_PER_DAY);
      for (; records < until; records++) ring.log.append(daysOf(day), plain);
      tendAll(ring.log, day);
    }
  }
  const totals = ring.control.totals();
  const erases = Array.from({ length: GEOMETRY.pageCount }, (_, page) => ring.control.erasesOf(page));
  const pagesErased = totals.erases - formatted.erases;
  const startMs = performance.now();
  ring.mount();
  const mountMs = performance.now() - startMs;
  return {
    "a day": perDay,
    days,
    records,
    "write amplification": (totals.programmedBytes / (32 * records)).toFixed(4),
    "wear spread": Math.max(...erases) - Math.min(...erases),
    "bytes/1000": Math.round((1000 * totals.programmedBytes) / records),
    "erases/1000": ((1000 * pagesErased) / records).toFixed(2),
    "flash busy s": ((totals.busyMs - formatted.busyMs) / 1000).toFixed(1),
    "mount bytes": ring.control.totals().readBytes - totals.readBytes,
    "mount ms here": mountMs.toFixed(1),
    lost: ring.log.counters().lostRecords + ring.log.counters().overwrittenPages,
  };
}

console.log(
  `${GEOMETRY.pageCount} pages of ${GEOMETRY.pageBytes} bytes; formatted once, an erase a page, not counted below`,
);
const rows = [1, 30, 365].map((days) => measure(2000, days));
rows.push(measure(100, 365), measure(10, 365));
console.table(rows);

const isBroken = rows.some(
  (row) =>
    Number(row["wear spread"]) > 1 ||
    Number(row.lost) > 0 ||
    Number(row["mount bytes"]) > 8192 ||
    (Number(row["a day"]) === 100 && Number(row["write amplification"]) > 1.1) ||
    (Number(row["a day"]) === 2000 && Number(row["write amplification"]) > 1.02),
);
if (isBroken) {
  console.error(
    "A budget is broken: wear spread ≤ 1, write amplification ≤ 1.02 at 2,000 records a day and 1.1 at 100, mount ≤ 8,192 bytes, nothing lost",
  );
  process.exitCode = 1;
}
