/** The report as a page to print, or to save as PDF from the print window: the same form as DOCX, without anything to load. */
import { escapeHtml } from "../../text/html.js";
import { cellText } from "./numbers.js";
import type { Block, ReportText } from "./report-text.js";

const STYLE = `
@page { size: A4; margin: 20mm 20mm 20mm 30mm; @top-center { content: counter(page); font: 13pt "Times New Roman", "Liberation Serif", serif } }
@page :first { @top-center { content: "" } }
body { margin: 0 auto; max-width: 160mm; color: #000; background: #fff; font: 14pt/1.25 "Times New Roman", "Liberation Serif", Tinos, serif }
.pair { display: grid; grid-template-columns: 62mm 98mm; text-align: center; break-inside: avoid }
.pair p { margin: 0 }
.caps { text-transform: uppercase; font-size: 12pt }
.rule { display: inline-block; border-bottom: 1px solid #000; padding-bottom: 2px }
.short::after { content: ""; display: block; width: 40%; margin: 3px auto 0; border-bottom: 1px solid #000 }
.line { margin-top: 6pt !important; font-size: 13pt }
h1, .subject { margin: 0; text-align: center; font-size: 14pt; font-weight: 700 }
h1 { margin-top: 14pt }
.to { margin: 12pt 0 6pt; text-align: center }
.to ul { display: inline-block; margin: 0; padding: 0; list-style: none; text-align: left; vertical-align: top }
h2 { margin: 6pt 0; font-size: 14pt; text-indent: 12.7mm; break-after: avoid }
.text { margin: 6pt 0; text-align: justify; text-indent: 12.7mm }
table { width: 100%; border-collapse: collapse; font-size: 11pt; break-before: avoid }
caption { padding: 6pt 0 3pt; text-align: left; font-size: 13pt; font-style: italic }
th, td { padding: 1px 4px; border: 1px solid #000; vertical-align: middle }
tr { break-inside: avoid }
thead { display: table-header-group }
.name { min-width: 34mm }
.number { text-align: right; white-space: nowrap }
.total { font-weight: 700 }
.foot { grid-template-columns: 75mm 85mm; margin-top: 12pt }
.copies { text-align: left; font-size: 11pt }
.copies strong { font-size: 12pt; font-style: italic }
.sign { min-height: 38mm; font-size: 13pt; font-weight: 700 }
.draft { padding: 6px 12px; background: #fff3cd; font: 12pt sans-serif; text-align: center }
@media print { .draft { display: none } }
`;

export function reportHtml(report: ReportText): string {
  const to = report.to.map((one, i) => `- ${one}${i === report.to.length - 1 ? "." : ";"}`);
  const receivers = report.receivers.map(
    (one, i) => `- ${one}${i === report.receivers.length - 1 ? "." : ";"}`,
  );
  return `<!doctype html>
<html lang="${report.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(report.subject)}</title>
<style>${STYLE}</style>
<p class="draft">${escapeHtml(report.draft)}</p>
<main>
<div class="pair">
<div class="short">${report.superior === "" ? "" : `<p class="caps">${escapeHtml(report.superior)}</p>`}<p class="caps"><b>${escapeHtml(report.body)}</b></p></div>
<div><p class="caps"><b>${escapeHtml(report.nation)}</b></p><p><b class="rule" style="font-size:13pt">${escapeHtml(report.motto)}</b></p></div>
<p class="line">${escapeHtml(report.number)}</p>
<p class="line"><i>${escapeHtml(report.date)}</i></p>
</div>
<h1>${escapeHtml(report.type)}</h1>
<p class="subject">${escapeHtml(report.subject)}</p>
<p class="subject short" style="font-weight:400"><i>${escapeHtml(report.asOf)}</i></p>
<div class="to">${escapeHtml(report.addressee)} ${
    report.to.length === 1
      ? escapeHtml(report.to[0]!)
      : `<ul>${to.map((one) => `<li>${escapeHtml(one)}</li>`).join("")}</ul>`
  }</div>
${report.blocks.map((block) => htmlOf(block, report.language)).join("\n")}
<div class="pair foot">
<div class="copies"><strong>${escapeHtml(report.receiversHead)}</strong><br>${receivers.map(escapeHtml).join("<br>")}</div>
<div class="sign">${[report.authority, report.office].filter(Boolean).map(escapeHtml).join("<br>")}</div>
</div>
</main>
</html>
`;
}

function htmlOf(block: Block, language: ReportText["language"]): string {
  if (block.kind === "head") return `<h2>${escapeHtml(block.text)}</h2>`;
  if (block.kind === "text") return `<p class="text">${escapeHtml(block.text)}</p>`;
  const { columns, rows } = block.table;
  const body = rows.map(({ cells, isTotal }) => {
    const row = cells.map((cell, i) => {
      const look = cell.kind !== "text" ? "number" : i === (block.table.isNumbered ? 1 : 0) ? "name" : "";
      return `<td class="${look}">${escapeHtml(cellText(cell, language))}</td>`;
    });
    return `<tr${isTotal ? ' class="total"' : ""}>${row.join("")}</tr>`;
  });
  return `<table><caption>${escapeHtml(block.caption)}</caption><thead><tr>${columns
    .map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
    .join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}
