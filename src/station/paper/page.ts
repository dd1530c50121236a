/** Pages to print, with nothing to load. */
import type { Language } from "../../words/language.js";
import { type Html, escapeHtml } from "../text/html.js";
import type { PaperText } from "./text.js";

/** Old eyes read it at arm's length: never below 11 points. */
const STYLE = `
:root { color: #000; background: #fff }
body { margin: 0 auto; font: 12pt/1.4 "Be Vietnam Pro", "Noto Sans", "Segoe UI", Arial, sans-serif }
.draft { padding: 6px 12px; background: #fff3cd; font-size: 11pt; text-align: center }
h1 { margin: 0 0 4mm; font-size: 20pt; line-height: 1.2 }
h2 { margin: 4mm 0 1mm; font-size: 13pt; break-after: avoid }
p { margin: 0 0 1.5mm }
.a4 { max-width: 170mm }
.a5 { max-width: 128mm }
.a5 h1 { font-size: 22pt }
.a5 h2 { margin-top: 2.5mm }
.a5 p { margin-bottom: 1mm; line-height: 1.3 }
.side { break-after: page }
.side:last-child { break-after: auto }
.lead { font-size: 13pt }
.issuer { margin-top: 5mm; padding-top: 2mm; border-top: 1px solid; font-weight: 600 }
.signals { border-collapse: collapse; width: 100% }
.signals td, .signals th { padding: 0.5mm 2mm 0.5mm 0; font-size: 11pt; line-height: 1.25; border-bottom: 1px solid #999; text-align: left; vertical-align: middle }
.signals th { width: 28mm }
.blinks { width: 26mm; height: 5mm; display: block }
.spoken { font-size: 16pt; line-height: 1.7 }
.message { padding: 2mm 3mm; border: 1px solid #999 }
.quiet { font-size: 11pt }
.signatures { display: flex; justify-content: space-around; margin-top: 8mm; min-height: 28mm; text-align: center; break-inside: avoid }
.labels { display: grid; grid-template: repeat(13, 21.2mm) / repeat(5, 38.1mm); column-gap: 2.5mm; width: 200.5mm; break-after: page }
.labels:last-child { break-after: auto }
.label { display: flex; gap: 1.5mm; align-items: center; box-sizing: border-box; padding: 1.5mm; overflow: hidden; font-size: 6.5pt; line-height: 1.25 }
.label svg { flex: none; width: 16mm; height: 16mm }
.label b { display: block; font-size: 10pt }
.sheet { width: 200.5mm }
.list { max-width: 277mm }
.list h1 { margin-bottom: 1mm; font-size: 16pt }
.list table { border-collapse: collapse; width: 100%; margin-top: 3mm }
.list thead { display: table-header-group }
.list tr { break-inside: avoid }
.list th, .list td { border: 1px solid; padding: 1.5mm 2mm; text-align: left; vertical-align: top }
.list td { height: 19mm; box-sizing: border-box }
.list .number { font-size: 15pt; font-weight: 600; text-align: center }
.list .boxes { white-space: nowrap; line-height: 1.75 }
.list .box { display: inline-block; width: 4.2mm; height: 4.2mm; border: 1.5px solid; vertical-align: -0.7mm }
.list .member { display: block; margin-bottom: 1mm }
.list .blank { display: inline-block; width: 26mm; border-bottom: 1px solid; height: 4.5mm }
.list .short { width: 14mm }
.list .pair { white-space: nowrap }
.list th:nth-child(2) { width: 38mm }
.list th:last-child { width: 30mm }
@media screen { main { padding: 16px } }
@media print { .draft { display: none } main { padding: 0 } }
`;

/** The labels' sheet: 4.75 mm at the sides, 10.7 mm above and below. */
const PAGES = {
  a4: "@page { size: A4; margin: 20mm }",
  a5: "@page { size: A5; margin: 10mm }",
  sheet: "@page { size: A4; margin: 10.7mm 4.75mm 0 }",
  list: "@page { size: A4 landscape; margin: 10mm }",
};

/** @param size  a key of `PAGES` */
export function page(
  title: string,
  size: keyof typeof PAGES,
  language: Language,
  { draft }: Pick<PaperText, "draft">,
  body: Html,
): string {
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${PAGES[size]}${STYLE}</style>
<body class="${size}">
<p class="draft">${escapeHtml(draft)}</p>
<main>${body.markup}</main>
</body>
</html>
`;
}
