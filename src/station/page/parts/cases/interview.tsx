import { useState } from "preact/hooks";
import { type CasePerson, likelyDoubles } from "../../../cases/people.js";
import type { Said } from "../../../cases/work.js";
import { formatDay, formatMoment, localDayOf } from "../../../text/local-time.js";
import { parseTypedDay, parseTypedMoment } from "../../../text/typed-time.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { FieldError } from "../date-field.js";

interface Props {
  opened: OpenedCase;
  nowMs: number;
}

/** Whom the F0 names and where they were, beside what tokens saw. */
export function Interview({ opened, nowMs }: Props) {
  const text = useText();
  return (
    <section class="interview">
      <h2>{text.case.interview}</h2>
      <div class="two">
        <SaidList opened={opened} nowMs={nowMs} />
        <PlaceList opened={opened} nowMs={nowMs} />
      </div>
    </section>
  );
}

function SaidList({ opened: { content, people, act }, nowMs }: Props) {
  const text = useText();
  const [problem, setProblem] = useState<string>();
  const [added, setAdded] = useState(0);

  async function add(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const field = (name: string) => String(form.get(name)).trim();
    const today = localDayOf(nowMs);
    const lastDay = parseTypedDay(field("day"), today);
    const wrong =
      field("name") === ""
        ? text.case.nameMissing
        : lastDay === undefined
          ? text.dateWrong
          : lastDay > today
            ? text.dateFuture
            : undefined;
    setProblem(wrong);
    if (wrong !== undefined) return;
    const [name, unit, phone, note] = ["name", "unit", "phone", "note"].map(field) as [string, string, string, string]; // prettier-ignore
    if (await act({ do: "say", name, unit, phone, note, lastDay: lastDay! })) setAdded(added + 1);
  }

  return (
    <div class="card side">
      <h3>{text.case.said}</h3>
      <ul>
        {content.notes.said.map((said) => (
          <SaidRow key={said.id} {...{ said, people, act }} />
        ))}
      </ul>
      <form key={added} onSubmit={(event) => void add(event)} noValidate>
        <div class="fields">
          <label>
            {text.case.person}
            <input name="name" autocomplete="off" maxLength={120} />
          </label>
          <label>
            {text.case.saidDay}
            <input name="day" autocomplete="off" inputMode="numeric" placeholder={text.datePlaceholder} />
          </label>
          <label>
            {text.case.saidPhone}
            <input name="phone" autocomplete="off" inputMode="tel" maxLength={40} />
          </label>
          <label>
            {text.case.unit}
            <input name="unit" autocomplete="off" maxLength={120} />
          </label>
          <label class="whole">
            {text.case.saidNote}
            <input name="note" autocomplete="off" maxLength={400} />
          </label>
        </div>
        <FieldError text={problem} />
        <button type="submit" class="plain">
          {text.case.saidAdd}
        </button>
      </form>
    </div>
  );
}

interface SaidRowProps {
  said: Said;
  people: readonly CasePerson[];
  act: OpenedCase["act"];
}

function SaidRow({ said, people, act }: SaidRowProps) {
  const text = useText();
  const seen = people.filter(({ contact, name }) => contact !== null && name !== null);
  const merged = said.sameAs === null ? undefined : people.find(({ key }) => key === said.sameAs);
  const [double] = likelyDoubles(said, people);
  return (
    <li>
      <span class="grow">
        <span class="main">{said.name}</span>
        <span class="sub">
          {[formatDay(said.lastDay), said.unit, said.phone, said.note].filter(Boolean).join(" · ")}
        </span>
        {merged && <span class="sub">{text.case.mergedWith(merged.name ?? "")}</span>}
      </span>
      {double && (
        <button
          type="button"
          class="plain"
          onClick={() => void act({ do: "merge", id: said.id, sameAs: double.key })}
        >
          {text.case.sameAs(double.name ?? "")} {text.case.merge}
        </button>
      )}
      <select
        aria-label={`${text.case.mergeWith}: ${said.name}`}
        value={said.sameAs ?? ""}
        onChange={(event) =>
          void act({ do: "merge", id: said.id, sameAs: event.currentTarget.value || null })
        }
      >
        <option value="">{text.case.chooseNobody}</option>
        {seen.map(({ key, name, unit }) => (
          <option key={key} value={key}>
            {[name, unit].filter(Boolean).join(" · ")}
          </option>
        ))}
      </select>
      <button type="button" class="plain" onClick={() => void act({ do: "unsay", id: said.id })}>
        {text.case.removeOf(said.name)}
      </button>
    </li>
  );
}

function PlaceList({ opened: { content, people, act }, nowMs }: Props) {
  const text = useText();
  const number = useNumber();
  const [problem, setProblem] = useState<string>();
  const [added, setAdded] = useState(0);

  async function add(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const field = (name: string) => String(form.get(name)).trim();
    const [fromMs, toMs] = ["from", "to"].map((name) => parseTypedMoment(field(name), nowMs));
    const wrong =
      field("name") === ""
        ? text.case.nameMissing
        : fromMs === undefined || toMs === undefined
          ? text.momentWrong
          : fromMs >= toMs
            ? text.case.placeOrder
            : undefined;
    setProblem(wrong);
    if (wrong !== undefined) return;
    if (await act({ do: "place", name: field("name"), fromMs: fromMs!, toMs: toMs! })) setAdded(added + 1);
  }

  return (
    <div class="card side">
      <h3>{text.case.places}</h3>
      <ul>
        {content.notes.places.map(({ id, name, fromMs, toMs }) => (
          <li key={id}>
            <span class="grow">
              <span class="main">{name}</span>
              <span class="sub">
                {`${formatMoment(fromMs)} – ${formatMoment(toMs)} · `}
                {text.case.placeSeen(
                  number(people.filter(({ places }) => places.some((one) => one.id === id)).length),
                )}
              </span>
            </span>
            <button type="button" class="plain" onClick={() => void act({ do: "unplace", id })}>
              {text.case.removeOf(name)}
            </button>
          </li>
        ))}
      </ul>
      <form key={added} onSubmit={(event) => void add(event)} noValidate>
        <div class="fields">
          <label class="whole">
            {text.case.placeName}
            <input name="name" autocomplete="off" maxLength={120} />
          </label>
          <label>
            {text.case.placeFrom}
            <input name="from" autocomplete="off" placeholder={text.case.momentHint} />
          </label>
          <label>
            {text.case.placeTo}
            <input name="to" autocomplete="off" placeholder={text.case.momentHint} />
          </label>
        </div>
        <FieldError text={problem} />
        <button type="submit" class="plain">
          {text.case.placeAdd}
        </button>
      </form>
    </div>
  );
}
