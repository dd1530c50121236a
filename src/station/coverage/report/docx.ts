/** The report as DOCX, in the form of decree 30/2020/NĐ-CP, annex I: sizes in half-points, lengths in twips. */
import type { ParagraphChild } from "docx";
import type { Language } from "../../../words/language.js";
import { oneLine } from "../../text/printable.js";
import { cellText } from "./numbers.js";
import type { ReportText } from "./report-text.js";
import type { Table } from "./tables.js";

const FONT = "Times New Roman";
const mm = (length: number) => Math.round(length * 56.7);
const pt = (size: number) => 2 * size;
const SIX_POINTS = 120;

/** A4 and its margins: 20 above and below, 30 left, 20 right. */
const PAGE = { width: mm(210), height: mm(297) };
const MARGIN = { top: mm(20), bottom: mm(20), left: mm(30), right: mm(20) };
const HEAD = [mm(62), mm(98)] as const;
const FOOT = [mm(75), mm(85)] as const;
const WIDTH = mm(160);

export async function reportDocx(report: ReportText): Promise<Uint8Array> {
  const docx = await import("docx");
  const { AlignmentType, BorderStyle, Document, Header, Packer, PageNumber, Paragraph, TableCell, TableRow, TextRun, WidthType } = docx; // prettier-ignore
  const none = { style: BorderStyle.NONE, size: 0, color: "auto" };
  const noBorders = { top: none, bottom: none, left: none, right: none };
  const line = { style: BorderStyle.SINGLE, size: 6, color: "000000", space: 1 };

  type Look = { size?: number; bold?: boolean; italics?: boolean };
  const run = (text: string, { size = 14, bold = false, italics = false }: Look = {}) =>
    new TextRun({ text: oneLine(text), font: FONT, size: pt(size), bold, italics });
  const paragraph = (children: readonly ParagraphChild[], options: object = {}) =>
    new Paragraph({ children, ...options });
  const centred = (text: string, look: Look, options: object = {}) =>
    paragraph([run(text, look)], { alignment: AlignmentType.CENTER, ...options });
  /** Drawn as the lower border of an empty line that is so wide. */
  const rule = (columnWidth: number, width: number) =>
    new Paragraph({
      children: [run("", { size: 2 })],
      indent: { left: (columnWidth - width) / 2, right: (columnWidth - width) / 2 },
      border: { bottom: line },
      spacing: { before: 0, after: 0, line: 40, lineRule: "exact" },
    });
  const columns = (widths: readonly [number, number], cells: readonly (readonly docxParagraph[])[]) =>
    new docx.Table({
      columnWidths: [...widths],
      width: { size: widths[0] + widths[1], type: WidthType.DXA },
      borders: { ...noBorders, insideHorizontal: none, insideVertical: none },
      rows: Array.from(
        { length: cells.length / 2 },
        (_, row) =>
          new TableRow({
            cantSplit: true,
            children: [0, 1].map(
              (column) =>
                new TableCell({
                  children: [...cells[2 * row + column]!],
                  width: { size: widths[column]!, type: WidthType.DXA },
                  borders: noBorders,
                  margins: { left: 0, right: 0 },
                }),
            ),
          }),
      ),
    });
  type docxParagraph = InstanceType<typeof Paragraph>;

  const head = columns(HEAD, [
    [
      ...(report.superior === "" ? [] : [centred(report.superior, { size: 12 })]),
      centred(report.body, { size: 12, bold: true }),
      rule(HEAD[0], HEAD[0] * 0.4),
    ],
    [
      centred(report.nation, { size: 12, bold: true }),
      centred(report.motto, { size: 13, bold: true }),
      rule(HEAD[1], mm(61)),
    ],
    [centred(report.number, { size: 13 }, { spacing: { before: SIX_POINTS } })],
    [centred(report.date, { size: 13, italics: true }, { spacing: { before: SIX_POINTS } })],
  ]);
  const title = [
    centred(report.type, { bold: true }, { spacing: { before: 240 } }),
    centred(report.subject, { bold: true }),
    centred(report.asOf, { italics: true }),
    rule(WIDTH, WIDTH * 0.3),
  ];
  const several = report.to.length > 1;
  const to = several
    ? [
        centred(report.addressee, {}, { spacing: { before: 240 } }),
        ...report.to.map((one, i) =>
          paragraph([run(`- ${one}${i === report.to.length - 1 ? "." : ";"}`)], { indent: { left: mm(60) } }),
        ),
      ]
    : [centred(`${report.addressee} ${report.to[0]}`, {}, { spacing: { before: 240, after: SIX_POINTS } })];

  const setTable = ({ columns: names, rows, isNumbered }: Table) => {
    const widths = columnWidths(names.length, isNumbered);
    const cell = (text: string, column: number, look: Look, isNumber: boolean) =>
      new TableCell({
        children: [
          paragraph([run(text, { size: 11, ...look })], {
            alignment: isNumber ? AlignmentType.RIGHT : look.bold ? AlignmentType.CENTER : AlignmentType.LEFT,
          }),
        ],
        width: { size: widths[column]!, type: WidthType.DXA },
        margins: { left: 40, right: 40, top: 20, bottom: 20 },
        verticalAlign: "center",
      });
    return new docx.Table({
      columnWidths: widths,
      width: { size: WIDTH, type: WidthType.DXA },
      rows: [
        new TableRow({
          tableHeader: true,
          cantSplit: true,
          children: names.map((name, column) => cell(name, column, { bold: true, size: 10 }, false)),
        }),
        ...rows.map(
          ({ cells, isTotal }) =>
            new TableRow({
              cantSplit: true,
              children: cells.map((one, column) =>
                cell(cellText(one, report.language), column, { bold: isTotal }, one.kind !== "text"),
              ),
            }),
        ),
      ],
    });
  };
  const blocks = report.blocks.flatMap((block, at) => {
    switch (block.kind) {
      case "head":
        return [
          paragraph([run(block.text, { bold: true })], {
            indent: { firstLine: mm(12.7) },
            spacing: { before: SIX_POINTS, after: SIX_POINTS },
            keepNext: true,
          }),
        ];
      case "text":
        return [
          paragraph([run(block.text)], {
            alignment: AlignmentType.JUSTIFIED,
            indent: { firstLine: mm(12.7) },
            spacing: { before: SIX_POINTS, after: SIX_POINTS },
            // The signature does not stand on a page by itself.
            keepNext: at === report.blocks.length - 1,
          }),
        ];
      case "table":
        return [
          paragraph([run(block.caption, { size: 13, italics: true })], {
            spacing: { before: SIX_POINTS, after: 60 },
            keepNext: true,
          }),
          setTable(block.table),
        ];
    }
  });
  const foot = columns(FOOT, [
    [
      paragraph([run(report.receiversHead, { size: 12, bold: true, italics: true })]),
      ...report.receivers.map((one, i) =>
        paragraph([run(`- ${one}${i === report.receivers.length - 1 ? "." : ";"}`, { size: 11 })]),
      ),
    ],
    [
      ...(report.authority === "" ? [] : [centred(report.authority, { size: 13, bold: true })]),
      centred(report.office, { size: 13, bold: true }),
      ...Array.from({ length: 4 }, () => centred("", {})),
    ],
  ]);
  const pageNumber = new Header({
    children: [
      paragraph([new TextRun({ children: [PageNumber.CURRENT], font: FONT, size: pt(13) })], {
        alignment: AlignmentType.CENTER,
      }),
    ],
  });
  const file = new Document({
    title: oneLine(report.subject),
    description: report.draft,
    creator: "",
    styles: { default: { document: { run: { font: FONT, size: pt(14), language: { value: tagOf(report.language) } } } } }, // prettier-ignore
    sections: [
      {
        properties: { titlePage: true, page: { size: PAGE, margin: MARGIN } },
        headers: { default: pageNumber, first: new Header({ children: [paragraph([])] }) },
        children: [head, ...title, ...to, ...blocks, paragraph([], { keepNext: true }), foot],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(file));
}

function tagOf(language: Language): string {
  return language === "vi" ? "vi-VN" : "en-GB";
}

/** Names take what the figures leave. */
function columnWidths(count: number, isNumbered: boolean): number[] {
  const narrow = isNumbered ? [mm(9)] : [];
  const figures = count - narrow.length - 1;
  const figure = mm(count > 8 ? 16.5 : 17);
  return [
    ...narrow,
    WIDTH - figures * figure - (narrow[0] ?? 0),
    ...Array.from({ length: figures }, () => figure),
  ];
}
