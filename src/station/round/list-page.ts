/** A team's list to print: A4 across, large rows, empty boxes to tick. */
import type { Language } from "../../words/language.js";
import { page } from "../paper/page.js";
import { formatSerial } from "../serial-number.js";
import { type ListedPerson, type WalkedHousehold, OUTCOMES } from "../store/types.js";
import { type Html, html } from "../text/html.js";
import { formatDay } from "../text/local-time.js";
import type { Round, RoundAsked } from "./round.js";
import { type ListText, LIST_TEXTS } from "./text.js";

/** For households that the list does not know. */
const EMPTY_ROWS = 4;

export function listPage(
  { households, campaign }: Pick<Round, "households" | "campaign">,
  { unit, team, list, day }: RoundAsked,
  language: Language,
): string {
  const text = LIST_TEXTS[language];
  const title = list === "back" ? text.back : text.title;
  const hasUnits = unit === "";
  const head = [
    text.day(formatDay(day)),
    `${text.unit}: ${unit || text.every}`,
    `${text.team}: ${team || text.every}`,
    text.households(households.length),
    ...(campaign === null ? [] : [campaign]),
  ].join(" · ");
  const body = html`<h1>${title}</h1>
    <p>${head}</p>
    <p>${text.who}</p>
    <table>
      <thead>
        <tr>
          <th>${text.number}</th>
          <th>${text.household}</th>
          <th>${text.members}</th>
          <th>${text.result}</th>
          <th>${text.note}</th>
        </tr>
      </thead>
      <tbody>
        ${households.map((one) => row(one, hasUnits, text))}
        ${Array.from({ length: EMPTY_ROWS }, (_, i) => emptyRow(i === 0 ? text.found : "", text))}
      </tbody>
    </table>`;
  return page(title, "list", language, text, body);
}

function row(one: WalkedHousehold, hasUnits: boolean, text: ListText): Html {
  const { position, address, unit, people, members, last, note } = one;
  const before =
    last === null
      ? ""
      : [
          text.before(text.outcomes[last.outcome].slice(2), formatDay(last.day)),
          ...(last.backDay === null ? [] : [text.backOn(formatDay(last.backDay))]),
        ].join(", ");
  return html`<tr>
    <td class="number">${position}</td>
    <td>
      <b>${address}</b>
      ${hasUnits ? html`<br />${unit}` : html``}
      ${people === null ? html`` : html`<br />${text.people(people)}`}
    </td>
    <td>${members.length === 0 ? member(undefined, text) : members.map((who) => member(who, text))}</td>
    ${boxes(text)}
    <td>${[before, note].filter(Boolean).join(" · ")}</td>
  </tr>`;
}

/** @param who  undefined: to be filled in */
function member(who: ListedPerson | undefined, text: ListText): Html {
  if (who === undefined)
    return html`<span class="member">
      <span class="blank"></span> ${text.token} <span class="blank"></span>
    </span>`;
  const name = [who.name, who.birthYear ?? "", who.phone ?? ""].filter(Boolean).join(", ");
  const { yes, no, unknown } = text.phone;
  const phone =
    who.smartphone === true
      ? html`${yes}`
      : who.smartphone === false
        ? html`<b>${no}</b>`
        : html`${unknown} <span class="box"></span>`;
  const token =
    who.tokens.length > 0
      ? html`${text.has(who.tokens.map(({ serial }) => formatSerial(serial)).join(", "))}`
      : who.smartphone === true
        ? html``
        : html`<span class="pair">${text.token} <span class="blank"></span></span>`;
  return html`<span class="member">${name} · ${phone} ${token}</span>`;
}

function emptyRow(title: string, text: ListText): Html {
  return html`<tr>
    <td></td>
    <td>${title}</td>
    <td>${member(undefined, text)}</td>
    ${boxes(text)}
    <td></td>
  </tr>`;
}

function boxes({ outcomes, dayHour }: ListText): Html {
  return html`<td class="boxes">
    ${OUTCOMES.map(
      (one) =>
        html`<span class="box"></span> ${outcomes[one]}
          ${one === "back" ? html`<span class="blank short"></span> (${dayHour})` : html``}
          ${one === "refused" || one === "back" ? html`<br />` : html`&ensp;`} `,
    )}
  </td>`;
}
