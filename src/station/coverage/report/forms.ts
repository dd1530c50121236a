/** The forms in which a report is to be had. What writes one is loaded when it is wanted: a command writes one and ends. */
import type { Language } from "../../../words/language.js";
import type { Coverage, CoverageSource } from "../coverage.js";

/** By the ending of the file. */
export const FORMS = ["docx", "html", "xlsx", "svg", "txt", "json"] as const;
export type Form = (typeof FORMS)[number];

export async function reportIn(
  form: Form,
  source: CoverageSource,
  coverage: Coverage,
  language: Language,
  nowMs: number,
): Promise<Uint8Array | string> {
  switch (form) {
    case "docx":
      return (await import("./docx.js")).reportDocx(await text());
    case "html":
      return (await import("./html.js")).reportHtml(await text());
    case "xlsx":
      return (await import("./xlsx.js")).coverageXlsx(coverage, language);
    case "svg":
      return (await import("./weekly.js")).weeklySvg(coverage, language);
    case "txt":
      return (await import("./weekly.js")).weeklyText(coverage, language);
    case "json": {
      const { reportOf, writeReport } = await import("../report-file.js");
      return writeReport(reportOf(coverage, nowMs));
    }
  }

  async function text() {
    const { reportText } = await import("./report-text.js");
    const { unitsOfReport } = await import("./units-of-report.js");
    return reportText(coverage, await unitsOfReport(source, coverage.scope.root), language);
  }
}
