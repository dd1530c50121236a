/** Sheets of labels: the token's number for people, its QR code for scanners, a telephone number for finders. */
import encodeQr from "qr";
import type { Language } from "../../words/language.js";
import { formatSerial } from "../serial-number.js";
import { type Html, html } from "../text/html.js";
import { page } from "./page.js";
import { PAPER_TEXTS } from "./paper.js";
import type { Issuer } from "./text.js";

const LABELS_ON_A_SHEET = 65;

export function labels(serials: readonly number[], { phone }: Issuer, language: Language): string {
  const text = PAPER_TEXTS[language];
  const sheets: Html[] = [];
  for (let from = 0; from < serials.length; from += LABELS_ON_A_SHEET) {
    const on = serials.slice(from, from + LABELS_ON_A_SHEET);
    sheets.push(
      html`<div class="labels">
        ${on.map(
          (serial) =>
            html`<div class="label">
              ${qrCode(formatSerial(serial))}
              <span>${text.labels.brand}<b>${formatSerial(serial)}</b>${text.labels.found(phone)}</span>
            </div>`,
        )}
      </div>`,
    );
  }
  return page(text.labels.title, "sheet", language, text, html`${sheets}`);
}

/** A worn label is dirty and scratched: 30 % of it may be lost, the most there is. */
function qrCode(words: string): Html {
  const rows = encodeQr(words, "raw", { ecc: "high", encoding: "numeric", border: 2 });
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg
    viewBox="0 0 ${rows.length} ${rows.length}"
    shape-rendering="crispEdges"
    role="img"
    aria-label="${words}"
  >
    <path d="${dark.join("")}" />
  </svg>`;
}
