import { useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import { isoDay, localDayOf } from "../../text/local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { Issue, Person, StoredToken } from "../../store/types.js";
import { parseTypedMoment } from "../../text/typed-time.js";
import { client } from "../client.js";
import { matches } from "../shared/search.js";
import { useSentence, useText } from "../text.js";
import { Dialog } from "./dialog.js";
import { PersonFields, personOf } from "./person-fields.js";

/** So many suggestions leave the rest of the form in sight. */
const SUGGESTIONS = 4;

interface Props {
  token: StoredToken;
  issues: readonly Issue[];
  nowMs: number;
  onClose: (isChanged: boolean) => void;
}

/** Gives a token to another person, or takes it back. Who has, or had, another token is chosen and not entered again. */
export function GiveDialog({ token, issues, nowMs, onClose }: Props) {
  const text = useText();
  const sentence = useSentence();
  const [problem, setProblem] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Person>();
  const known = name.trim().length < 2 ? [] : peopleCalled(name, issues, token);
  const [moment, setMoment] = useState("");

  async function run(send: (ms: number | null) => Promise<unknown>) {
    const ms = moment.trim() === "" ? null : parseTypedMoment(moment, nowMs);
    if (ms === undefined) return setProblem(text.momentWrong);
    try {
      await send(ms);
      onClose(true);
    } catch (error) {
      setProblem(sentence(problemOf(error)));
    }
  }

  function save(fields: FormData) {
    const who = chosen
      ? { id: chosen.id }
      : personOf(fields, Number(isoDay(localDayOf(nowMs)).slice(0, 4)), text);
    if (typeof who === "string") return setProblem(who);
    void run((fromMs) => client.giveToken({ token: token.token, who, fromMs }));
  }

  const takeBack = () => void run((atMs) => client.takeBack({ token: token.token, atMs }));

  return (
    <Dialog
      title={text.giveTitle(formatSerial(token.serial))}
      problem={problem}
      onSave={save}
      onClose={() => onClose(false)}
      actions={
        token.holder && (
          <button type="button" class="plain first" onClick={takeBack}>
            {text.takeBack}
          </button>
        )
      }
    >
      <p class="quiet">{token.holder ? text.handOverText(token.holder.name) : text.giveText}</p>
      {chosen ? (
        <p class="chosen">
          <KnownPerson person={chosen} issues={issues} />
          <button type="button" class="plain" onClick={() => setChosen(undefined)}>
            {text.someoneElse}
          </button>
        </p>
      ) : (
        <PersonFields onName={setName} />
      )}
      {!chosen && known.length > 0 && (
        <div class="known">
          <p>{text.knownPeople}</p>
          <ul>
            {known.map((person) => (
              <li key={person.id}>
                <button type="button" class="plain" onClick={() => setChosen(person)}>
                  <KnownPerson person={person} issues={issues} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <label>
        {text.handOverMoment}
        <input
          name="from"
          autocomplete="off"
          placeholder={text.momentPlaceholder}
          value={moment}
          onInput={(event) => setMoment(event.currentTarget.value)}
        />
      </label>
    </Dialog>
  );
}

/** Those who have, or had, a token; not the one who has this one. */
function peopleCalled(name: string, issues: readonly Issue[], token: StoredToken): Person[] {
  const people = new Map(issues.map(({ person }) => [person.id, person]));
  return [...people.values()]
    .filter((person) => person.id !== token.holder?.id && matches(person.name, name))
    .slice(0, SUGGESTIONS);
}

function KnownPerson({ person, issues }: { person: Person; issues: readonly Issue[] }) {
  const text = useText();
  const tokens = new Set(issues.filter((issue) => issue.person.id === person.id).map(({ token }) => token));
  return (
    <>
      <span class="main">{person.name}</span>
      <span class="sub">
        {[person.unit, person.birthYear, person.phone, text.hadTokens([...tokens].join(", "))]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </>
  );
}
