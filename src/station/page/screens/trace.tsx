import { useRef, useState } from "preact/hooks";
import {
  DEFAULT_RULE,
  OPERATING_POINTS,
  POINTS,
  type CloseContactRule,
  type PointName,
} from "../../../contacts/operating-points.js";
import type { OfficerInput, StationState, TraceAnswer } from "../../server/api.js";
import { formatDay, formatMoment, localDayOf } from "../../local-time.js";
import { HIGHEST_SERIAL } from "../../serial-number.js";
import { parseTypedDay } from "../../typed-time.js";
import { client } from "../client.js";
import { ContactTable } from "../parts/contact-table.js";
import { Empty } from "../parts/empty.js";
import { OfficerFields } from "../parts/officer-fields.js";
import { F0Picker } from "../parts/f0-picker.js";
import { f0Choices, type F0Choice } from "../f0-choices.js";
import { useNumber } from "../shared/language.js";
import { numbersOf, spanText, useSentence, useText } from "../text.js";
import type { Catalogue } from "../vi.js";
import { isUserError, problemOf } from "../../../words/user-error.js";

interface Props {
  station: StationState;
  trace: TraceAnswer | undefined;
  setTrace: (trace: TraceAnswer | undefined) => void;
}

/** Dates as they stand in the fields. */
interface Dates {
  onset: string;
  isolated: string;
}

export function TraceScreen({ station, trace, setTrace }: Props) {
  const text = useText();
  const sentence = useSentence();
  const tokens = station.tokens.filter(
    (token) => station.hasBoxes || token.lastReadMs !== null || token.records > 0,
  );
  const choices = f0Choices(tokens, station.issues);
  const [f0, setF0] = useState(trace && (trace.holder?.id ?? trace.tokens[0]!.token));
  const picked = choices.find(({ key }) => key === f0);
  const [dates, setDates] = useState<Dates>({
    onset: trace
      ? formatDay(localDayOf(trace.fromMs) + trace.lookBackDays)
      : formatDay(localDayOf(station.nowMs)),
    isolated: "",
  });
  const [rule, setRule] = useState<CloseContactRule>(trace?.rule ?? DEFAULT_RULE);
  const officer = useRef<OfficerInput | null>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [isTracing, setTracing] = useState(false);
  const today = localDayOf(station.nowMs);

  async function run(event: SubmitEvent) {
    event.preventDefault();
    const found = check(text, picked, dates, today);
    const isSealed = station.hasBoxes && !(picked && picked.tokens[0]!.serial > HIGHEST_SERIAL);
    if (isSealed && !(officer.current?.keyFile && officer.current.passphrase))
      found.officer = text.keyMissing;
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setTracing(true);
    try {
      const onsetDay = parseTypedDay(dates.onset, today)!;
      const isolatedDay = dates.isolated.trim() === "" ? null : parseTypedDay(dates.isolated, today)!;
      setTrace(
        await client.trace({
          token: picked!.tokens[0]!.token,
          person: picked!.person?.id ?? null,
          onsetDay,
          isolatedDay,
          rule,
          officer: isSealed ? officer.current : null,
        }),
      );
    } catch (error) {
      const field = isUserError(error, "custody/wrong-passphrase") ? "officer" : "all";
      setProblems({ [field]: sentence(problemOf(error)) });
    }
    setTracing(false);
  }

  if (choices.length === 0) {
    return (
      <section>
        <h1>{text.traceTitle}</h1>
        <Empty>
          {text.noReadTokens} <a href="#read">{text.readTab}</a>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <div class="title">
        <div>
          <h1>{text.traceTitle}</h1>
          <p class="lead">{text.traceLead}</p>
        </div>
      </div>
      <form class="card trace-form" onSubmit={(event) => void run(event)} noValidate>
        <div class="field person">
          <label for="f0">{text.f0}</label>
          <F0Picker choices={choices} picked={picked} onPick={(choice) => setF0(choice?.key)} />
          <FieldError text={problems.f0} />
        </div>
        <DateField
          id="onset"
          label={text.onset}
          value={dates.onset}
          problem={problems.onset}
          onInput={(onset) => setDates({ ...dates, onset })}
        />
        <DateField
          id="isolated"
          label={text.isolated}
          value={dates.isolated}
          problem={problems.isolated}
          onInput={(isolated) => setDates({ ...dates, isolated })}
        />
        <button type="submit" class="big" disabled={isTracing}>
          {isTracing ? text.tracing : text.runTrace}
        </button>
        {station.hasBoxes && (
          <OfficerFields problem={problems.officer} onChange={(input) => (officer.current = input)} />
        )}
        <RuleFields rule={rule} onChange={setRule} />
        {problems.all && (
          <p class="alert" role="alert">
            {problems.all}
          </p>
        )}
      </form>
      {trace ? <TraceResult trace={trace} /> : <Empty>{text.nothingTraced}</Empty>}
    </section>
  );
}

interface Problems {
  f0?: string;
  onset?: string;
  isolated?: string;
  officer?: string;
  all?: string;
}

function check(text: Catalogue, f0: F0Choice | undefined, dates: Dates, today: number): Problems {
  const problems: Problems = {};
  if (f0 === undefined) problems.f0 = text.f0Missing;
  const onset = parseTypedDay(dates.onset, today);
  if (onset === undefined) problems.onset = text.dateWrong;
  else if (onset > today) problems.onset = text.dateFuture;
  if (dates.isolated.trim() !== "") {
    const isolated = parseTypedDay(dates.isolated, today);
    if (isolated === undefined) problems.isolated = text.dateWrong;
    else if (onset !== undefined && isolated < onset - 3) problems.isolated = text.dateOrder;
  }
  return problems;
}

interface DateFieldProps {
  id: string;
  label: string;
  value: string;
  problem: string | undefined;
  onInput: (value: string) => void;
}

/** Typed, because a browser's own date field shows dates the way the browser's language does. */
function DateField({ id, label, value, problem, onInput }: DateFieldProps) {
  const text = useText();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        inputMode="numeric"
        autocomplete="off"
        placeholder={text.datePlaceholder}
        aria-invalid={problem !== undefined}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <FieldError text={problem} />
    </div>
  );
}

function FieldError({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p class="field-error" role="alert">
      {text}
    </p>
  );
}

function RuleFields({
  rule,
  onChange,
}: {
  rule: CloseContactRule;
  onChange: (rule: CloseContactRule) => void;
}) {
  const text = useText();
  return (
    <details class="rule">
      <summary>
        {text.rule}: {spanText(text, rule.minutes)}, {text.points[rule.point]}
      </summary>
      <div class="rule-fields">
        <label>
          {text.ruleMinutes}
          <input
            type="number"
            min="1"
            max="1440"
            value={rule.minutes}
            onChange={(event) => {
              const minutes = Math.round(event.currentTarget.valueAsNumber);
              if (minutes >= 1 && minutes <= 1440) onChange({ ...rule, minutes });
            }}
          />
        </label>
        <label>
          {text.rulePoint}
          <select
            value={rule.point}
            onChange={(event) => onChange({ ...rule, point: event.currentTarget.value as PointName })}
          >
            {POINTS.map((point) => (
              <option key={point} value={point}>
                {text.points[point]}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet">
          <PriceOf point={rule.point} />
        </p>
      </div>
    </details>
  );
}

/** How often a name is wrong, wherever names are given. */
function PriceOf({ point }: { point: PointName }) {
  const text = useText();
  const number = useNumber();
  const { namedForOne, missedOf100 } = OPERATING_POINTS[point];
  return <>{text.price(number(namedForOne, 1), number(missedOf100))}</>;
}

function TraceResult({ trace }: { trace: TraceAnswer }) {
  const text = useText();
  const sentence = useSentence();
  const number = useNumber();
  const close = trace.contacts.filter((contact) => contact.isClose).length;
  return (
    <div class="result">
      <div class="result-head">
        <div>
          <h2>{[trace.holder?.name ?? text.notRegistered, numbersOf(trace)].join(" · ")}</h2>
          <p class="quiet">
            {text.period(formatMoment(trace.fromMs), formatMoment(trace.untilMs))} (
            {text.lookBack(trace.lookBackDays)})
          </p>
        </div>
        <ul class="stats">
          <li class="strong">
            <strong>{number(close)}</strong> {text.closeCount}
          </li>
          <li>
            <strong>{number(trace.contacts.length - close)}</strong> {text.otherCount}
          </li>
          <li>
            <strong>{number(trace.unknownIds)}</strong> {text.unknownCount}
          </li>
        </ul>
      </div>
      {trace.contacts.length === 0 ? (
        <Empty title={text.noContactsTitle}>{text.noContactsText}</Empty>
      ) : (
        <ContactTable trace={trace} />
      )}
      <p class="evidence">
        <strong>{text.evidence}</strong> {text.evidenceMore} <PriceOf point={trace.rule.point} />
        {trace.outOfTime > 0 && ` ${text.outOfTime(number(trace.outOfTime))}`}
        {trace.sealedRecords > 0 && ` ${text.leftSealed(number(trace.sealedRecords))}`}
        {trace.caseId !== null && ` ${text.keptInCase(trace.caseId.slice(0, 8))}`}
        {trace.inDoubt > 0 && ` ${text.inDoubt(number(trace.inDoubt))}`}
        {trace.unreadable > 0 && ` ${text.unreadable(number(trace.unreadable))}`}
      </p>
      {trace.notes.map((note) => (
        <p class="evidence">{sentence(note)}</p>
      ))}
    </div>
  );
}
