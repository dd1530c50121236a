/** The reports as an office opens them: LibreOffice turns each into another form, and every Vietnamese word is still there. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coverageOf } from "../../src/station/coverage/coverage.js";
import { reportDocx } from "../../src/station/coverage/report/docx.js";
import { reportText } from "../../src/station/coverage/report/report-text.js";
import { cellText } from "../../src/station/coverage/report/numbers.js";
import { unitsOfReport } from "../../src/station/coverage/report/units-of-report.js";
import { coverageXlsx } from "../../src/station/coverage/report/xlsx.js";
import { sampleOf } from "../../src/station/coverage/samples/letters.js";
import { SAMPLE_IDS } from "../../src/station/coverage/samples/sample.js";

const hasOffice = spawnSync("soffice", ["--version"]).status === 0;

describe("coverage reports in LibreOffice", () => {
  let folder: string;
  before(function () {
    if (!hasOffice) {
      console.log(
        "      LibreOffice is not here: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui",
      );
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "bz-office-"));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  function convert(name: string, to: string, ending: string): string {
    const home = `-env:UserInstallation=file://${join(folder, "home")}`;
    execFileSync("soffice", [home, "--headless", "--convert-to", to, "--outdir", folder, join(folder, name)], { stdio: "ignore" }); // prettier-ignore
    return readFileSync(join(folder, name.replace(/\.\w+$/, ending)), "utf8").normalize("NFC");
  }

  for (const id of SAMPLE_IDS) {
    it(`opens the report and the figures of the sample “${id}”`, async () => {
      const sample = sampleOf(id);
      const coverage = await coverageOf(sample.source, sample, sample.nowMs);
      const report = reportText(coverage, await unitsOfReport(sample.source, coverage.scope.root), "vi");
      writeFileSync(join(folder, `${id}.docx`), await reportDocx(report));
      const text = convert(`${id}.docx`, "txt:Text (encoded):UTF8", ".txt");
      for (const line of [
        report.superior,
        report.body,
        report.nation,
        report.motto,
        report.date,
        report.type,
        report.subject,
        report.authority,
        report.office,
        report.receiversHead,
        ...report.to,
      ])
        // prettier-ignore
        assert.ok(text.includes(line), line);
      for (const block of report.blocks) {
        const lines =
          block.kind === "table"
            ? [block.caption, ...block.table.columns, ...block.table.rows.flatMap(({ cells }) => cells.map((cell) => cellText(cell, "vi")))] // prettier-ignore
            : [block.text];
        for (const line of lines) assert.ok(text.includes(line), line);
      }
      writeFileSync(join(folder, `${id}.xlsx`), await coverageXlsx(coverage, "vi"));
      // All sheets, each as a table.
      const html = convert(`${id}.xlsx`, "html:HTML (StarCalc)", ".html");
      const words = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
      for (const { unit } of coverage.lines)
        assert.ok(words.includes(unit.name.replace(/\s+/g, " ")), unit.name);
    });
  }
});
