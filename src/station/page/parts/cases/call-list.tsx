import { Fragment } from "preact";
import { useState } from "preact/hooks";
import type { CasePerson } from "../../../cases/people.js";
import { callList, warnedBy, wordsFor } from "../../../cases/warn.js";
import { ROUTES, type Route } from "../../../cases/work.js";
import { formatDay, formatMoment } from "../../../text/local-time.js";
import { smsLength, withoutMarks } from "../../../text/sms.js";
import { useNumber } from "../../shared/language.js";
import { useText, nameText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { Empty } from "../empty.js";
import { CallSettings } from "./call-settings.js";
import { WarningTimes } from "./warning-times.js";

interface Props {
  opened: OpenedCase;
  by: string;
  setBy: (by: string) => void;
  nowMs: number;
}

/** Whom to call, with the words to say, each ticked off. */
export function CallList({ opened, by, setBy, nowMs }: Props) {
  const text = useText();
  const [openKey, setOpenKey] = useState("");
  const [isNameless, setNameless] = useState(false);
  const { people, content, act } = opened;
  const list = callList(people);

  function tick(person: CasePerson, route: Route, wasReached: boolean) {
    setNameless(by.trim() === "");
    if (by.trim() !== "") void act({ do: "call", person: person.key, route, wasReached, by });
  }

  if (list.length === 0) {
    return (
      <div class="card">
        <Empty title={text.case.nobodyToCall}>{text.case.nobodyToCallText}</Empty>
      </div>
    );
  }
  return (
    <>
      <div class="card">
        <div class="toolbar tight">
          <label class="beside">
            {text.case.by}
            <input
              autocomplete="name"
              maxLength={120}
              aria-invalid={isNameless}
              value={by}
              onInput={(event) => {
                setBy(event.currentTarget.value);
                setNameless(false);
              }}
            />
          </label>
          {isNameless && (
            <p class="field-error" role="alert">
              {text.case.byMissing}
            </p>
          )}
          <span class="grow" />
          <button type="button" class="plain" onClick={() => print()}>
            {text.printList}
          </button>
        </div>
        <div class="wide" tabIndex={0} role="region" aria-label={text.case.parts.call}>
          <table class="calls">
            <thead>
              <tr>
                <th>{text.case.person}</th>
                <th>{text.phone}</th>
                <th>{text.case.lastMet}</th>
                <th>{text.case.words}</th>
                <th>{text.case.outcome}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((person) => (
                <Fragment key={person.key}>
                  <tr class={warnedBy(person) ? "is-done" : ""}>
                    <td>
                      <span class="main">{nameText(text, person)}</span>
                      <span class="sub">
                        {[text.case.classes[person.class], person.unit].filter(Boolean).join(" · ")}
                      </span>
                    </td>
                    <td>
                      {person.phone ? (
                        <a class="phone" href={`tel:${person.phone.replace(/[^\d+]/g, "")}`}>
                          {person.phone}
                        </a>
                      ) : (
                        text.case.noPhone
                      )}
                    </td>
                    <td>{formatDay(person.lastDay)}</td>
                    <td>
                      <button
                        type="button"
                        class="plain"
                        aria-expanded={openKey === person.key}
                        onClick={() => setOpenKey(openKey === person.key ? "" : person.key)}
                      >
                        {text.case.words}
                      </button>
                    </td>
                    <td>
                      <Outcome person={person} act={act} onTick={tick} />
                    </td>
                  </tr>
                  {openKey === person.key && (
                    <tr class="details">
                      <td colSpan={5}>
                        <Words person={person} notes={content.notes} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <WarningTimes people={people} diagnosedMs={content.notes.diagnosedMs} nowMs={nowMs} />
      <CallSettings notes={content.notes} act={act} nowMs={nowMs} />
    </>
  );
}

interface OutcomeProps {
  person: CasePerson;
  act: OpenedCase["act"];
  onTick: (person: CasePerson, route: Route, wasReached: boolean) => void;
}

function Outcome({ person, act, onTick }: OutcomeProps) {
  const text = useText();
  const number = useNumber();
  const warned = warnedBy(person);
  const tries = person.work.calls?.length ?? 0;
  return (
    <div class="outcome">
      {warned ? (
        <span class="good">
          {text.case.warned(text.case.reachedBy[warned.route], formatMoment(warned.atMs), warned.by)}
        </span>
      ) : (
        <>
          {ROUTES.map((route) => (
            <button key={route} type="button" class="plain" onClick={() => onTick(person, route, true)}>
              {text.case.reachedBy[route]}
            </button>
          ))}
          <button type="button" class="plain" onClick={() => onTick(person, "phone", false)}>
            {text.case.missed}
          </button>
          {tries > 0 && <span class="sub">{text.case.tried(number(tries))}</span>}
        </>
      )}
      {tries > 0 && (
        <button type="button" class="plain" onClick={() => void act({ do: "uncall", person: person.key })}>
          {text.case.undo}
        </button>
      )}
    </div>
  );
}

function Words({ person, notes }: { person: CasePerson; notes: OpenedCase["content"]["notes"] }) {
  const text = useText();
  const sms = wordsFor("sms", person, notes);
  return (
    <div class="words">
      <Saying title={text.case.phoneWords} words={wordsFor("phone", person, notes)} />
      <Saying title={text.case.smsWords} words={sms} isSms />
      <Saying title={text.case.smsPlain} words={withoutMarks(sms)} isSms />
    </div>
  );
}

function Saying({ title, words, isSms = false }: { title: string; words: string; isSms?: boolean }) {
  const text = useText();
  const number = useNumber();
  const [isCopied, setCopied] = useState(false);
  const { characters, segments } = smsLength(words);
  return (
    <div>
      <h2>{title}</h2>
      <p lang="vi">{words}</p>
      <p class="sub">
        {isSms && text.case.smsSize(number(characters), number(segments))}{" "}
        <button
          type="button"
          class="plain"
          onClick={() => void navigator.clipboard.writeText(words).then(() => setCopied(true))}
        >
          {isCopied ? text.case.copied : text.case.copy}
        </button>
      </p>
    </div>
  );
}
