/**
 * How long a province waits for its report: `npx tsx test/bench/coverage.ts [people] [tokens] [postgres://…]`. 10 districts, 120
 * communes, 1,000 villages; everybody in the register, a third of the tokens checked; figures now and a week before.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coverageOf } from "../../src/station/coverage/coverage.js";
import { reportOf, writeReport } from "../../src/station/coverage/report-file.js";
import { reportDocx } from "../../src/station/coverage/report/docx.js";
import { reportText } from "../../src/station/coverage/report/report-text.js";
import { unitsOfReport } from "../../src/station/coverage/report/units-of-report.js";
import { coverageXlsx } from "../../src/station/coverage/report/xlsx.js";
import { sampleOf } from "../../src/station/coverage/samples/letters.js";
import { openStore } from "../../src/station/store/store.js";

const [people = 450_000, tokens = 33_000] = process.argv.slice(2, 4).map(Number);
const server = process.argv[4];
const ROWS_A_STATEMENT = 1_000;
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), "bz-coverage-bench-"));
const store = await openStore(server ?? join(folder, "store.sqlite"));
const sample = sampleOf("province");
const units = await sample.source.units({ limit: 100_000 });
await store.putUnits(units);
const names = new Map(units.map((unit) => [unit.id, unit.name]));
const villages = units
  .filter(({ kind }) => kind === "hamlet")
  .map(({ name, parentId }) => {
    const commune = units.find(({ id }) => id === parentId)!;
    return `${name}, ${commune.name}, ${names.get(commune.parentId!)!}`;
  });
const portions = (count: number) => Array.from({ length: Math.ceil(count / ROWS_A_STATEMENT) }, (_, i) => ({ from: i * ROWS_A_STATEMENT, to: Math.min(count, (i + 1) * ROWS_A_STATEMENT) })); // prettier-ignore
const rowsOf = <T>({ from, to }: { from: number; to: number }, row: (i: number) => T) =>
  Array.from({ length: to - from }, (_, i) => row(from + i));
await store.write(async (tx) => {
  for (const portion of portions(people)) {
    const rows = rowsOf(portion, (i) => ({
      ...{ id: `person-${i}`, name: `Người ${i}`, unit: villages[i % villages.length]!, origin: null },
      // One in ten thousand stands there twice.
      ...{
        phone_digits:
          i % 10 < 7 ? `09${String(i % 10_000 === 9_993 ? i - 7_000 : i).padStart(8, "0")}` : null,
      },
      ...{ phone: null, birth_year: 1930 + (i % 90), folded_name: `nguoi ${i}`, search: "" },
      ...{
        person_group: i % 40 === 0 ? "Cán bộ" : null,
        name_key: Buffer.from([1]),
        unit_key: Buffer.from([1]),
      },
    }));
    await tx.insertInto("persons").values(rows).execute();
  }
  for (const portion of portions(tokens)) {
    const key = (i: number) => String(i + 1).padStart(8, "0");
    const row = { lost_records: 0, unread_records: 0, next_sequence: 0, dated_sequence: 0 };
    await tx.insertInto("tokens").values(rowsOf(portion, (i) => ({ token: key(i), serial: i + 1, ...row }))).execute(); // prettier-ignore
    await tx.insertInto("issues").values(rowsOf(portion, (i) => ({ id: key(i), token: key(i), person_id: `person-${i * 13}`, from_ms: sample.nowMs - 30 * DAY_MS, to_ms: null, origin: null }))).execute(); // prettier-ignore
    for (const daysAgo of [1, 9, 17]) {
      await tx.insertInto("readings").values(rowsOf(portion, (i) => ({ token: key(i), at_ms: sample.nowMs - (daysAgo + (i % 6)) * DAY_MS, role: "operator", identity: "{}", token_ms: null, date_proof: "clocks", source: null }))).execute(); // prettier-ignore
    }
  }
});
for (const report of await sample.source.lastCoverageReports(sample.day - 7))
  await store.putCoverageReport(report);
for (const report of await sample.source.lastCoverageReports(sample.day))
  await store.putCoverageReport(report);

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [startMs, used] = [performance.now(), process.cpuUsage()];
  const made = await work();
  const { user, system } = process.cpuUsage(used);
  const ms = performance.now() - startMs;
  console.log(`${name.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms, ${((user + system) / 1000).toFixed(0).padStart(6)} ms of the processor`); // prettier-ignore
  return made;
}

console.log(
  `${people} people, ${tokens} tokens, ${units.length} units, ${server === undefined ? "a file" : "PostgreSQL"}`,
);
for (const name of ["report, first time", "report, again"]) {
  await timed(name, async () => {
    const coverage = await timed("  figures", () => coverageOf(store, sample, sample.nowMs));
    const text = reportText(coverage, await unitsOfReport(store, coverage.scope.root), "vi");
    await timed("  DOCX", () => reportDocx(text));
    await timed("  XLSX", () => coverageXlsx(coverage, "vi"));
    await timed("  file for the level above", () =>
      Promise.resolve(writeReport(reportOf(coverage, sample.nowMs))),
    );
    const { population, tokens: active } = coverage.lines[0]!.residents.all;
    console.log(`  ${population} people, ${active} active tokens, ${coverage.notes.length} remarks`);
  });
}
await store.close();
rmSync(folder, { recursive: true });
