import { useState } from "preact/hooks";
import { eventsOf, type CaseEvent } from "../../../cases/events.js";
import type { CasePerson } from "../../../cases/people.js";
import type { StationState } from "../../../server/api.js";
import { formatDay, formatMoment, localDayOf } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { type Catalogue } from "../../vi.js";
import { spanText, useText } from "../../text.js";
import type { TraceForm } from "../../trace-form.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { DateField } from "../date-field.js";
import { InterviewDialog } from "./dialogs/interview-dialog.js";
import { DayLine, HourScale, daysMet } from "../trace/timeline.js";

interface Props {
  person: CasePerson;
  opened: OpenedCase;
  station: StationState;
  onTrace: (part: Partial<TraceForm>) => void;
}

/** One person's hours near the F0, what happened since, and what to do when they fall ill. */
export function PersonDetails({ person, opened, station, onTrace }: Props) {
  const text = useText();
  const { contact, work } = person;
  const today = localDayOf(station.nowMs);
  const { content, act, workId } = opened;
  const [onset, setOnset] = useState(work.illDay === undefined ? "" : formatDay(work.illDay));
  const [problem, setProblem] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const slots = contact?.slots ?? [];

  function saveIll() {
    const onsetDay = parseTypedDay(onset, today);
    const wrong = onsetDay === undefined ? text.dateWrong : onsetDay > today ? text.dateFuture : undefined;
    setProblem(wrong);
    if (wrong === undefined) void act({ do: "ill", person: person.key, onsetDay: onsetDay! });
  }

  return (
    <div class="person-details">
      <div>
        {daysMet([{ slots }]).map((day) => (
          <DayLine key={day} day={day} slots={slots} />
        ))}
        {slots.length > 0 && <HourScale />}
      </div>
      <div>
        <h2>{text.case.history}</h2>
        <ol class="events">
          {eventsOf(person, content.notes).map((event, index) => (
            <li key={index}>
              <time>
                {event.what === "called" || event.what === "decided"
                  ? formatMoment(event.atMs)
                  : formatDay(localDayOf(event.atMs))}
              </time>{" "}
              {eventText(event, text)}
            </li>
          ))}
        </ol>
        {person.isBeforeWindow && <p class="warning">{text.case.beforeWindowMore}</p>}
      </div>
      <div class="ill">
        <DateField
          id={`ill-${person.key}`}
          label={text.case.illOnset}
          value={onset}
          {...{ problem, today }}
          onInput={setOnset}
        />
        {work.illDay === undefined ? (
          <button type="button" class="plain" onClick={saveIll}>
            {text.case.illSave}
          </button>
        ) : (
          <>
            <button type="button" class="plain" onClick={() => setAsking(true)}>
              {text.openTokenless}
            </button>
            {contact !== null && (
              <button
                type="button"
                onClick={() =>
                  onTrace({
                    ...{ f0: person.key, onset: formatDay(work.illDay!), isolated: "" },
                    from: { workId, person: person.key },
                  })
                }
              >
                {text.case.illTrace}
              </button>
            )}
            <button
              type="button"
              class="plain"
              onClick={() => void act({ do: "ill", person: person.key, onsetDay: null })}
            >
              {text.case.illUndo}
            </button>
          </>
        )}
      </div>
      {isAsking && (
        <InterviewDialog
          {...{ station, onsetDay: work.illDay, person: knownOf(person) }}
          from={{ workId, person: person.key }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** What a case knows of them, for the register. */
function knownOf({ key, name, unit, phone, birthYear }: CasePerson) {
  return { id: key, name: name ?? "", unit: unit ?? "", phone, birthYear };
}

function eventText(event: CaseEvent, text: Catalogue): string {
  const { events, seenStates, tests, reachedBy, missed } = text.case;
  switch (event.what) {
    case "met":
      return events.met(spanText(text, event.minutes));
    case "said":
      return events.said(event.note);
    case "decided":
      return events.decided(text.statuses[event.status], event.note);
    case "called": {
      const { route, wasReached, by } = event.call;
      return events.called(wasReached ? reachedBy[route] : missed, by);
    }
    case "visited": {
      const { wasSeen, symptoms, test } = event.visit;
      const seen = wasSeen === null ? "" : wasSeen ? seenStates.yes : seenStates.no;
      return events.visited(seen, symptoms, test === "none" ? "" : tests[test]);
    }
    case "ill":
      return events.ill;
    case "ends":
      return events.ends;
  }
}
