/** Five letters answered: who reports to whom by when, and the figures that the answer has. */
import assert from "node:assert/strict";
import { coverageOf } from "../../../src/station/coverage/coverage.js";
import { coveredOf, shareOf } from "../../../src/station/coverage/figures.js";
import { readReport, reportOf, writeReport } from "../../../src/station/coverage/report-file.js";
import { reportDocx } from "../../../src/station/coverage/report/docx.js";
import { reportHtml } from "../../../src/station/coverage/report/html.js";
import { type ReportText, reportText } from "../../../src/station/coverage/report/report-text.js";
import { unitsOfReport } from "../../../src/station/coverage/report/units-of-report.js";
import { weeklySvg, weeklyText } from "../../../src/station/coverage/report/weekly.js";
import { coverageXlsx } from "../../../src/station/coverage/report/xlsx.js";
import { sampleOf } from "../../../src/station/coverage/samples/letters.js";
import { SAMPLE_IDS, type SampleId } from "../../../src/station/coverage/samples/sample.js";
import { isoDay } from "../../../src/station/text/local-time.js";

async function answer(id: SampleId, day?: number) {
  const sample = sampleOf(id);
  const coverage = await coverageOf(sample.source, { ...sample, day: day ?? sample.day }, sample.nowMs);
  const report = reportText(coverage, await unitsOfReport(sample.source, coverage.scope.root), "vi");
  return { sample, coverage, report, text: textOf(report) };
}
const textOf = ({ blocks }: ReportText) => blocks.map((block) => (block.kind === "table" ? block.caption : block.text)).join("\n"); // prettier-ignore
const states = (coverage: Awaited<ReturnType<typeof answer>>["coverage"]) =>
  coverage.dues.map(({ day, units }) => {
    const count = (state: string) => units.filter(({ due }) => due.state === state).length;
    return [isoDay(day), count("in-time"), count("late"), count("missing"), count("open")];
  });

describe("the letters answered", () => {
  it("agencies: each named group by agency, to province and ministry, the day after all were due", async () => {
    const { coverage, report, text } = await answer("agencies");
    assert.deepEqual(report.to, ["Ủy ban nhân dân tỉnh Trà Vân (mẫu)", "Bộ Thông tin và Truyền thông"]);
    assert.deepEqual(states(coverage), [["2020-08-14", 13, 1, 1, 0]]);
    const groups = coverage.lines[0]!.places.groups;
    assert.deepEqual(Object.keys(groups).length, 8);
    assert.deepEqual(coverage.lines[0]!.residents.all, {});
    assert.match(text, /Chưa gửi: Sở Giao thông vận tải/);
    // 100 % is asked of every group, and shown beside each.
    assert.ok(
      report.blocks.some((block) => block.kind === "table" && block.table.columns.includes("Chỉ tiêu")),
    );
  });

  it("channels: residents and every kind of place, never added up, and activities", async () => {
    const { coverage, text } = await answer("channels");
    assert.deepEqual(coverage.lines[0]!.residents.all.population, 669_000);
    const places = coverage.lines.filter(({ unit }) => unit.kind !== "province" && unit.kind !== "district");
    assert.equal(new Set(places.map(({ unit }) => unit.kind)).size, 6);
    assert.equal(places.reduce((sum, { own }) => sum + own.all.population!, 0), coverage.lines[0]!.places.all.population); // prettier-ignore
    assert.match(text, /Bảng 2\. Cơ quan[^]*IV\. CÁC HOẠT ĐỘNG[^]*Lượt phát thanh: 1\.080/);
  });

  it("province: 7,4 % of 450.000 on 20 August, more a week later, by 1,000 villages; one district late, one missing", async () => {
    const { coverage, text } = await answer("province");
    const { population, installs } = coverage.lines[0]!.residents.all;
    assert.deepEqual([population, installs], [450_000, 41_800]);
    assert.equal(coverage.lines.filter(({ unit }) => unit.kind === "hamlet").length, 1_000);
    assert.equal(coverage.before[0]!.residents.all.installs, 33_300);
    const then = (await answer("province", coverage.day - 7)).coverage.lines[0]!.residents.all;
    assert.equal(Math.round(1000 * shareOf(then.installs, then.population)!) / 10, 7.4);
    assert.deepEqual(states(coverage).slice(0, 3), [
      ["2020-08-18", 10, 0, 0, 0],
      ["2020-08-20", 9, 1, 0, 0],
      ["2020-08-27", 9, 0, 1, 0],
    ]);
    assert.match(text, /Chưa gửi: Huyện Minh Đài/);
    assert.match(text, /Chỉ tiêu 30.%: 135\.000 người; còn thiếu 86\.800 người/);
  });

  it("trade: markets, petrol stations and industrial parks, to province and department", async () => {
    const { coverage, report } = await answer("trade");
    assert.deepEqual(report.to, ["Ủy ban nhân dân tỉnh Gio Sơn (mẫu)", "Sở Thông tin và Truyền thông"]);
    assert.equal(report.superior, "ỦY BAN NHÂN DÂN TỈNH GIO SƠN (MẪU)");
    assert.deepEqual(states(coverage), [["2020-08-12", 74, 0, 4, 0]]);
  });

  it("district: communes of the tree, agencies through their office, tokens of the old from its own register", async () => {
    const { coverage, report, text } = await answer("district");
    assert.equal(coverage.scope.above.get("a0"), "d", "belongs to the district all the same");
    assert.deepEqual(states(coverage).map(([, ...counts]) => counts.reduce((a, b) => Number(a) + Number(b), 0)), [27, 27]); // prettier-ignore
    assert.equal(coverage.lines[0]!.residents.groups["nguoi cao tuoi"]!.population, 623);
    assert.deepEqual(coverage.notes.map(({ code }) => code), ["coverage/note/unplaced"]); // prettier-ignore
    assert.equal(report.authority, "TM. ỦY BAN NHÂN DÂN");
    assert.match(report.number, /^Số:\s+\/BC-UBND$/);
    assert.match(report.date, /^Sông Trăng, ngày … tháng … năm 2020$/);
    assert.match(text, /trong 7 ngày gần nhất: 546 người/);
    const office = await coverageOf(sampleOf("district").source, { unitId: "vh", day: coverage.day }, sampleOf("district").nowMs); // prettier-ignore
    assert.equal(office.lines.length, 9, "the office sums up the agencies that report to it");
  });

  for (const id of SAMPLE_IDS) {
    it(`${id}: the same every time, its own file accepted above, and in every form`, async () => {
      const [{ coverage, report, sample }, again] = [await answer(id), await answer(id)];
      assert.deepEqual(again.report, report);
      const { report: read } = readReport(Buffer.from(writeReport(reportOf(coverage, sample.nowMs))));
      assert.deepEqual(read.totals.residents, coverage.lines[0]!.residents);
      const html = reportHtml(report);
      for (const words of [report.body, report.motto, report.to[0]!, "Nơi nhận:"]) assert.ok(html.includes(words), words); // prettier-ignore
      for (const file of [await reportDocx(report), await coverageXlsx(coverage, "vi")]) {
        assert.equal(Buffer.from(file).toString("latin1", 0, 2), "PK");
      }
      assert.match(weeklySvg(coverage, "vi"), /^<svg [^]*<\/svg>$/);
      const covered = coveredOf(coverage.lines[0]![coverage.lines[0]!.unit.kind === "office" ? "places" : "residents"].all)!; // prettier-ignore
      assert.ok(weeklyText(coverage, "vi").includes(String(covered).replace(/\B(?=(\d{3})+$)/g, ".")));
      const english = reportText(coverage, await unitsOfReport(sample.source, coverage.scope.root), "en");
      assert.equal(english.type, "REPORT");
    });
  }

  it("a unit's name is text in every form, whatever it holds", async () => {
    const { coverage, report } = await answer("district");
    const name = `Xã <b>"A" & 'B'</b>`;
    const renamed = { ...report, body: name };
    assert.ok(!reportHtml(renamed).includes('<b>"A'));
    const unit = { ...coverage.scope.root, name };
    const svg = weeklySvg({ ...coverage, scope: { ...coverage.scope, root: unit } }, "vi");
    assert.ok(!svg.includes("<b>"));
  });
});
