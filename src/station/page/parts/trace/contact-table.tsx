import { Fragment } from "preact";
import { useState } from "preact/hooks";
import type { TraceAnswer } from "../../../server/api.js";
import { formatClock, formatMoment, formatShortDay, localDayOf } from "../../../text/local-time.js";
import type { SeenBy } from "../../../cases/trace-result.js";
import { useNumber } from "../../shared/language.js";
import { spanText, useText } from "../../text.js";
import type { ContactWork } from "../../../cases/work.js";
import { contactKey } from "../../../cases/people.js";
import { workOf } from "../../contact-sheet.js";
import { numbersOf } from "../../numbers.js";
import { WorkFields } from "./work-fields.js";
import { DayLine, HourScale, Strip, daysMet } from "./timeline.js";

type Contact = TraceAnswer["contacts"][number];

interface Props {
  trace: TraceAnswer;
  onWork: (contact: string, part: Partial<ContactWork>) => Promise<unknown>;
}

/** One line a contact; a line opens to show its days. */
export function ContactTable({ trace, onWork }: Props) {
  const text = useText();
  const number = useNumber();
  const [openKey, setOpenKey] = useState("");
  const days = daysMet(trace.contacts);
  return (
    <div class="card">
      <div class="wide">
        <table class="contacts">
          <thead>
            <tr>
              <th>{text.person}</th>
              <th>{text.when}</th>
              <th class="number">{text.minutes}</th>
              <th>{text.howNear}</th>
              <th>{text.seenBy}</th>
              <th>{text.work}</th>
              <th>
                {text.timeline}
                <span class="strip-days">
                  {days.map((day) => (
                    <span key={day}>{days.length <= 8 ? formatShortDay(day) : ""}</span>
                  ))}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {trace.contacts.map((contact) => {
              const key = contactKey(contact);
              const isOpen = key === openKey;
              const name = contact.holder?.name ?? text.notRegistered;
              return (
                <Fragment key={key}>
                  <tr class={`${contact.isClose ? "is-close" : ""} ${isOpen ? "is-open" : ""}`}>
                    <td>
                      <button
                        type="button"
                        class="disclose"
                        aria-expanded={isOpen}
                        onClick={() => setOpenKey(isOpen ? "" : key)}
                      >
                        <span class="main">
                          {name}
                          {contact.isClose && <span class="tag bad">{text.close1}</span>}
                        </span>
                        <span class="sub">
                          {[contact.holder?.unit, contact.holder?.phone, numbersOf(contact)]
                            .filter(Boolean)
                            .join(" · ")}
                        </span>
                      </button>
                    </td>
                    <td class="moments">
                      <span>{formatMoment(contact.firstMs)}</span>
                      <span>
                        {sameDay(contact) ? `– ${formatClock(contact.lastMs)}` : formatMoment(contact.lastMs)}
                      </span>
                    </td>
                    <td class="number">
                      <strong>{spanText(text, contact.minutes)}</strong>
                      <span class="sub">
                        {text.withinTwoMetres(
                          spanText(text, contact.closeMinutes),
                          number(contact.lowMinutes),
                          number(contact.highMinutes),
                          number(100 * contact.probability),
                        )}
                      </span>
                    </td>
                    <td>
                      <Share contact={contact} />
                    </td>
                    <td>
                      <Witnesses seenBy={contact.seenBy} />
                    </td>
                    <td>
                      <WorkFields
                        name={name}
                        work={workOf(trace, contact)}
                        onChange={(part) => onWork(key, part)}
                      />
                    </td>
                    <td>
                      <Strip days={days} slots={contact.slots} />
                    </td>
                  </tr>
                  {isOpen && (
                    <tr class="details">
                      <td colSpan={7}>
                        {days.map((day) => (
                          <DayLine key={day} day={day} slots={contact.slots} />
                        ))}
                        <HourScale />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="legend">
        {(["near", "mid", "far"] as const).map((nearness) => (
          <span key={nearness}>
            <i class={`swatch ${nearness}`} /> {text.nearness[nearness]}
          </span>
        ))}
        <span class="quiet">{text.legend}</span>
      </p>
    </div>
  );
}

function sameDay(contact: Contact): boolean {
  return localDayOf(contact.firstMs) === localDayOf(contact.lastMs);
}

/** How the minutes divide into near, mid and far. */
function Share({ contact }: { contact: Contact }) {
  const text = useText();
  const parts = { near: contact.nearMinutes, mid: contact.midMinutes, far: contact.farMinutes };
  let at = 0;
  return (
    <>
      <span class="main">{text.nearness[contact.nearness]}</span>
      <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {(["near", "mid", "far"] as const).map((nearness) => {
          const width = (100 * parts[nearness]) / contact.minutes;
          at += width;
          return (
            <rect key={nearness} x={at - width} y="0" width={width} height="6" class={`bar ${nearness}`} />
          );
        })}
      </svg>
    </>
  );
}

/** Two dots: the F0's log and the other's; a filled one holds the contact. */
function Witnesses({ seenBy }: { seenBy: SeenBy }) {
  const text = useText();
  return (
    <span class="witnesses">
      <svg viewBox="0 0 34 14" aria-hidden="true">
        <path d="M7 7h20" />
        <circle cx="7" cy="7" r="5" class={seenBy === "contact" ? "" : "saw"} />
        <circle cx="27" cy="7" r="5" class={seenBy === "f0" ? "" : "saw"} />
      </svg>
      <span>{text.seen[seenBy]}</span>
    </span>
  );
}
