import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { type CasePerson, F0_KEY, isFollowed } from "../../../cases/people.js";
import type { ContactWork } from "../../../cases/work.js";
import { exportedCase } from "../../../exchange/from-case.js";
import { contactRows } from "../../../exchange/contact-sheet.js";
import type { StationState } from "../../../server/api.js";
import { formatDay, localDayOf } from "../../../text/local-time.js";
import { useNumber } from "../../shared/language.js";
import { spanText, useText, nameText } from "../../text.js";
import type { TraceForm } from "../../trace-form.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { Download } from "../download.js";
import { WorkFields } from "../trace/work-fields.js";
import { Interview } from "./interview.js";
import { OnwardDialog } from "./dialogs/onward-dialog.js";
import { OriginNote } from "./origin-note.js";
import { PersonDetails } from "./person-details.js";

const FILTERS = ["named", "others", "rejected", "all"] as const;
type Filter = (typeof FILTERS)[number];
/** More rows than anybody compares at once. */
const SHOWN = 100;

interface Props {
  opened: OpenedCase;
  station: StationState;
  onTrace: (part: Partial<TraceForm>) => void;
}

/** Everybody whom the case names, to be confirmed or rejected. */
export function PeopleTable({ opened, station, onTrace }: Props) {
  const text = useText();
  const number = useNumber();
  const [filter, setFilter] = useState<Filter>("named");
  const [shown, setShown] = useState(SHOWN);
  const [openKey, setOpenKey] = useState("");
  const [isFinding, setFinding] = useState(false);
  const { people, content, act, workId } = opened;
  const groups: Record<Filter, CasePerson[]> = {
    named: people.filter(isFollowed),
    others: people.filter((one) => !isFollowed(one) && one.work.status !== "rejected"),
    rejected: people.filter(({ work }) => work.status === "rejected"),
    all: people,
  };
  const listed = groups[filter];

  const isReasonless = ({ work }: CasePerson) => work.status === "rejected" && work.note.trim() === "";

  return (
    <>
      <div class="card">
        <div class="toolbar tight">
          <select
            aria-label={text.case.filter}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value as Filter)}
          >
            {FILTERS.map((one) => (
              <option key={one} value={one}>
                {`${text.case.filters[one]} (${number(groups[one].length)})`}
              </option>
            ))}
          </select>
          <span class="grow" />
          <button type="button" class="plain" onClick={() => setFinding(true)}>
            {text.case.onward}
          </button>
          <Download
            name={`F1 ${formatDay(content.onsetDay ?? localDayOf(content.trace.untilMs - 1)).replaceAll("/", "-")}`}
            rows={() => {
              const one = exportedCase(workId, content, 0, true);
              return contactRows(one, {
                ...{ head: text.sheetHead, seenBy: text.seen, statuses: text.statuses },
              });
            }}
          />
          <button type="button" class="plain" onClick={() => print()}>
            {text.printList}
          </button>
        </div>
        <div class="wide" tabIndex={0} role="region" aria-label={text.case.parts.people}>
          <table class="case-people">
            <thead>
              <tr>
                <th>{text.case.person}</th>
                <th>{text.case.classOf}</th>
                <th>{text.case.lastMet}</th>
                <th>{text.case.evidence}</th>
                <th>{text.work}</th>
              </tr>
            </thead>
            <tbody>
              {listed.slice(0, shown).map((person) => {
                const isOpen = person.key === openKey;
                return (
                  <Fragment key={person.key}>
                    <Row
                      {...{ person, people, isOpen }}
                      hasNoReason={isReasonless(person)}
                      onOpen={() => setOpenKey(isOpen ? "" : person.key)}
                      onWork={(part) => act({ do: "decide", person: person.key, ...part })}
                    />
                    {isOpen && (
                      <tr class="details">
                        <td colSpan={5}>
                          <PersonDetails {...{ person, opened, station, onTrace }} />
                        </td>
                      </tr>
                    )}
                  </Fragment>
                );
              })}
            </tbody>
          </table>
        </div>
        {listed.length === 0 && <p class="center quiet">{text.case.nobody}</p>}
        {listed.length > shown && (
          <div class="toolbar">
            <button type="button" class="plain" onClick={() => setShown(shown + SHOWN)}>
              {text.case.showMore(number(Math.min(SHOWN, listed.length - shown)))}
            </button>
          </div>
        )}
      </div>
      {content.notes.origin && <OriginNote origin={content.notes.origin} />}
      <Interview opened={opened} nowMs={station.nowMs} />
      {isFinding && <OnwardDialog opened={opened} onClose={() => setFinding(false)} />}
    </>
  );
}

interface RowProps {
  person: CasePerson;
  people: readonly CasePerson[];
  isOpen: boolean;
  hasNoReason: boolean;
  onOpen: () => void;
  onWork: (part: Partial<Pick<ContactWork, "status" | "note">>) => Promise<unknown>;
}

function Row({ person, people, isOpen, hasNoReason, onOpen, onWork }: RowProps) {
  const text = useText();
  const number = useNumber();
  const { contact, work } = person;
  const name = nameText(text, person);
  const nameOf = (key: string) => people.find((one) => one.key === key)?.name ?? text.notRegistered;
  const f1s = person.met.filter((key) => key !== F0_KEY).map(nameOf);
  return (
    <tr class={isOpen ? "is-open" : ""}>
      <td>
        <button type="button" class="disclose" aria-expanded={isOpen} onClick={onOpen}>
          <span class="main">{name}</span>
          <span class="sub">{[person.unit, person.phone].filter(Boolean).join(" · ")}</span>
        </button>
      </td>
      <td>
        <span class={person.class === "f1" ? "tag bad" : "tag warn"}>{text.case.classes[person.class]}</span>
        {work.illDay !== undefined && <span class="tag bad">{text.case.fellIll}</span>}
      </td>
      <td class="moments">
        <span>{formatDay(person.lastDay)}</span>
        {person.isBeforeWindow && (
          <span class="tag warn" title={text.case.beforeWindowMore}>
            {text.case.beforeWindow}
          </span>
        )}
      </td>
      <td>
        {contact && (
          <span class="main">
            {text.case.chance(number(100 * contact.probability), spanText(text, contact.closeMinutes))}
          </span>
        )}
        <span class="sub">
          {[
            contact && text.seen[contact.seenBy],
            person.said.length > 0 && text.case.bySaid,
            f1s.length > 0 && text.case.viaF1(f1s.join(", ")),
            person.places.length > 0 && text.case.atPlaces(person.places.map((one) => one.name).join(", ")),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </td>
      <td>
        <WorkFields name={name} work={work} onChange={onWork} />
        {hasNoReason && (
          <p class="field-error" role="alert">
            {text.case.reasonMissing}
          </p>
        )}
      </td>
    </tr>
  );
}
