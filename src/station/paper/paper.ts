/** Papers for a unit that hands out tokens, as pages to print; what they are for stands in PAPER.md. */
import { ASKED, type Light, LIGHTS, SIGNALS } from "../../wearer/signals.js";
import type { Language } from "../../words/language.js";
import { smsLength, withoutMarks } from "../text/sms.js";
import { en } from "./en.js";
import { type Html, html } from "../text/html.js";
import { page } from "./page.js";
import type { Paper } from "./kinds.js";
import type { Form, Issuer, PaperText, Section } from "./text.js";
import { vi } from "./vi.js";

export const PAPER_TEXTS: Record<Language, PaperText> = { vi, en };

/** How long data stay in a token and on the computer. */
export interface KeptDays {
  token: number;
  computer: number;
}

/** @returns a whole HTML page that loads nothing */
export function paper(kind: Paper, issuer: Issuer, days: KeptDays, language: Language): string {
  const text = PAPER_TEXTS[language];
  if (kind === "leaflet") return page(text.leaflet.title, "a5", language, text, leaflet(text, issuer, days));
  const { title, body } = sheet(kind, issuer, days, text);
  return page(
    title,
    "a4",
    language,
    text,
    html`<h1>${title}</h1>
      ${body}`,
  );
}

function sheet(
  kind: Exclude<Paper, "leaflet">,
  issuer: Issuer,
  days: KeptDays,
  text: PaperText,
): { title: string; body: Html } {
  switch (kind) {
    case "broadcast": {
      const { title, lines } = text.broadcast(issuer);
      return { title, body: html`<div class="spoken">${lines.map((line) => html`<p>${line}</p>`)}</div>` };
    }
    case "sms": {
      const { title, messages } = text.sms(issuer);
      return { title, body: html`${messages.map(({ head, text: words }) => message(head, words, text))}` };
    }
    case "questions": {
      const { title, sections } = text.questions(issuer);
      return { title, body: html`${sections.map(section)}` };
    }
    case "notice":
      return form(text.notice(issuer, days));
    case "consent":
      return form(text.consent(issuer));
    case "guardian":
      return form(text.guardian(issuer));
    case "assessment":
      return form(text.assessment(issuer, days));
  }
}

function leaflet({ leaflet: text }: PaperText, { name, phone }: Issuer, days: KeptDays): Html {
  const rows = SIGNALS.map(
    (signal, row) =>
      html`<tr>
        <td>${blinkPicture(LIGHTS[row]!)}</td>
        <th scope="row">${text.signals[signal].blinks}</th>
        <td>${text.signals[signal].meaning}</td>
      </tr>`,
  );
  return html`<section class="side">
      <h1>${text.title}</h1>
      <p class="lead">${text.lead}</p>
      ${section(text.wear)} ${section(text.charge)} ${section(text.near(phone))} ${section(text.lost(phone))}
      <p class="issuer">${name} · ${phone}</p>
    </section>
    <section class="side">
      <h2>${text.signalsHead}</h2>
      <table class="signals">
        ${rows.slice(0, ASKED)}
      </table>
      <h2>${text.aloneHead}</h2>
      <table class="signals">
        ${rows.slice(ASKED)}
      </table>
      ${section(text.promises(days))}
    </section>`;
}

/** As the eye sees it, with time to the right: four seconds are as wide as the picture, so that the longest light fits. */
function blinkPicture([times, litMs, darkMs]: Light): Html {
  const lights = Array.from({ length: times }, (_, n) => {
    const x = 1 + ((litMs + darkMs) * n) / 100;
    return html`<rect x="${x}" y="1" width="${Math.max(1, litMs / 100)}" height="6" rx="0.5" />`;
  });
  return html`<svg class="blinks" viewBox="0 0 42 8" aria-hidden="true">${lights}</svg>`;
}

function message(head: string, words: string, text: PaperText): Html {
  const plain = withoutMarks(words);
  const variants = plain === words ? [plain] : [words, plain];
  return html`<h2>${head}</h2>
    ${variants.map((variant) => {
      const { characters, segments } = smsLength(variant);
      return html`<p class="message">${variant}</p>
        <p class="quiet">${text.smsLength(characters, segments, variant === plain)}</p>`;
    })}`;
}

function section({ head, lines }: Section): Html {
  return html`${head === "" ? "" : html`<h2>${head}</h2>`}${lines.map((line) => html`<p>${line}</p>`)}`;
}

function form({ title, sections, signatures }: Form): { title: string; body: Html } {
  return {
    title,
    body: html`${sections.map(section)}
      <div class="signatures">${signatures.map((who) => html`<p>${who}</p>`)}</div>`,
  };
}
