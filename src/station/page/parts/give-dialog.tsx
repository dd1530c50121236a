import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import { isoDay, localDayOf } from "../../text/local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { Issue, Person, Standing, StoredToken } from "../../store/types.js";
import { parseTypedMoment } from "../../text/typed-time.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { Dialog } from "./dialog.js";
import { PersonFields, personOf } from "./person-fields.js";
import { useSaid } from "../shared/said.js";

/** So many suggestions leave the rest of the form in sight. */
const SUGGESTIONS = 4;

/** What may become of a token besides going to somebody. */
const BECOMES: Record<Standing, readonly ("stock" | "lost" | "found" | "broken")[]> = {
  issued: ["lost", "broken"],
  lent: ["lost", "broken"],
  returned: ["stock", "lost", "broken"],
  preparing: ["lost", "broken"],
  prepared: ["stock", "lost", "broken"],
  stock: ["lost", "broken"],
  lost: ["found"],
  found: ["stock", "broken"],
  broken: ["stock"],
  replaced: ["stock", "broken"],
};

interface Props {
  token: StoredToken;
  issues: readonly Issue[];
  nowMs: number;
  onClose: (isChanged: boolean) => void;
}

/** Gives a token to another person, or takes it back. Who has, or had, another token is chosen and not entered again. */
export function GiveDialog({ token, issues, nowMs, onClose }: Props) {
  const text = useText();
  const [problem, setProblem] = useSaid();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Person>();
  const known = usePeopleCalled(name, token);
  const [moment, setMoment] = useState("");
  const momentField = useRef<HTMLInputElement>(null);

  /** What was pressed goes; the keys go on in the form. */
  function choose(person: Person) {
    setChosen(person);
    momentField.current?.focus();
  }

  async function run(send: (ms: number | null) => Promise<unknown>) {
    const ms = moment.trim() === "" ? null : parseTypedMoment(moment, nowMs);
    if (ms === undefined) return setProblem(({ text }) => text.momentWrong);
    try {
      await send(ms);
      onClose(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  function save(fields: FormData) {
    const who = chosen
      ? { id: chosen.id }
      : personOf(fields, Number(isoDay(localDayOf(nowMs)).slice(0, 4)), text);
    if (typeof who === "string") return setProblem(() => who);
    void run((fromMs) => client.giveToken({ token: token.token, who, fromMs }));
  }

  const takeBack = () => void run((atMs) => client.takeBack({ token: token.token, atMs }));

  const undo = () => void run(() => client.undoIssue({ token: token.token, person: token.holder!.id }));
  const become = (state: keyof typeof text.people.becomes) =>
    void run(() => client.putTokenState({ token: token.token, state, reason: "" }));
  const states = BECOMES[token.standing];

  return (
    <Dialog
      title={text.giveTitle(formatSerial(token.serial))}
      problem={problem}
      onSave={save}
      onClose={() => onClose(false)}
      actions={
        token.holder && (
          <>
            <button type="button" class="plain first" onClick={takeBack}>
              {text.takeBack}
            </button>
            <button type="button" class="plain" onClick={undo}>
              {text.people.undoWrong}
            </button>
          </>
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
                <button type="button" class="plain" onClick={() => choose(person)}>
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
          ref={momentField}
          name="from"
          autocomplete="off"
          placeholder={text.momentPlaceholder}
          value={moment}
          onInput={(event) => setMoment(event.currentTarget.value)}
        />
      </label>
      <div class="become" role="group" aria-label={text.people.become}>
        {states.map((state) => (
          <button key={state} type="button" class="plain" onClick={() => become(state)}>
            {text.people.becomes[state]}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

/** People of the register; not the one who has this token. */
function usePeopleCalled(name: string, token: StoredToken): Person[] {
  const [known, setKnown] = useState<Person[]>([]);
  useEffect(() => {
    let isLatest = true;
    if (name.trim().length < 2) setKnown([]);
    else {
      const asked = { query: name, order: "name", isDown: false, after: null };
      void client
        .people(asked)
        .then(({ people }) => people.filter(({ id }) => id !== token.holder?.id).slice(0, SUGGESTIONS))
        // Without suggestions somebody new can be entered still.
        .catch(() => [])
        .then((found) => isLatest && setKnown(found));
    }
    return () => void (isLatest = false);
  }, [name]);
  return known;
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
