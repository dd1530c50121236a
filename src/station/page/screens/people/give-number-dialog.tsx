import { useEffect, useRef, useState } from "preact/hooks";
import { formatSerial, parseSerial } from "../../../serial-number.js";
import { localDayOf } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import {
  REPLACED_STATES,
  type ConsentBy,
  type ListedPerson,
  type ReplacedState,
} from "../../../store/types.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { DateField } from "../../parts/date-field.js";
import { Dialog } from "../../parts/dialog.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

interface Props {
  person: ListedPerson;
  nowMs: number;
  /** With the token's key and the number on its label. */
  onGiven: (token: string, number: string) => void;
  onClose: () => void;
}

/** Gives a token to somebody of the register: its number is typed, or a scanner types it and presses Enter. */
export function GiveNumberDialog({ person, nowMs, onGiven, onClose }: Props) {
  const words = useText();
  const text = words.people;
  const [problem, setProblem] = useSaid();
  const [isLent, setLent] = useState(false);
  const [due, setDue] = useState("");
  const [dueProblem, setDueProblem] = useState<string>();
  const today = localDayOf(nowMs);
  const number = useRef<HTMLInputElement>(null);
  const isAsked = person.consent === null;
  // After the dialog has opened, which puts the focus on its first field.
  useEffect(() => (isAsked ? undefined : number.current?.focus()), []);

  async function give(fields: FormData) {
    const consent = String(fields.get("consent") ?? "") as ConsentBy | "";
    if (isAsked && consent === "") return setProblem(() => text.consentMissing);
    const dueDay = isLent && due.trim() !== "" ? parseTypedDay(due, today, "ahead") : null;
    const dueWrong =
      dueDay === undefined ? words.dateWrong : (dueDay ?? today) < today ? text.duePast : undefined;
    setDueProblem(dueWrong);
    if (dueDay === undefined || dueWrong !== undefined) return;
    const typed = String(fields.get("number")).trim();
    try {
      const { token } = await client.giveNumber({
        ...{ id: person.id, number: typed, consent: consent || null },
        loan: isLent ? { dueDay } : null,
        collectedBy: String(fields.get("collectedBy")).trim() || null,
        replaces: replacedIn(String(fields.get("replaces") ?? "")),
      });
      onGiven(token, formatSerial(parseSerial(typed)!));
    } catch (error) {
      setProblem(problemOf(error));
      number.current?.select();
    }
  }

  return (
    <Dialog
      title={text.giveTo(person.name)}
      problem={problem}
      onSave={(fields) => void give(fields)}
      onClose={onClose}
    >
      <p class="quiet">{[person.birthYear, person.unit, person.phone].filter(Boolean).join(" · ")}</p>
      {isAsked && (
        <fieldset class="either">
          <legend>{text.consentAsk}</legend>
          {(["self", "guardian"] as const).map((by) => (
            <label key={by}>
              <input type="radio" name="consent" value={by} onChange={() => number.current?.focus()} />
              {text.consents[by]}
            </label>
          ))}
        </fieldset>
      )}
      <label>
        {text.tokenNumber}
        <input ref={number} name="number" inputMode="numeric" autocomplete="off" />
      </label>
      <label class="check">
        <input
          type="checkbox"
          name="lend"
          checked={isLent}
          onChange={(event) => setLent(event.currentTarget.checked)}
        />
        {text.lend}
      </label>
      {isLent && (
        <DateField
          {...{ id: "due-day", label: text.dueDay, value: due, problem: dueProblem, today }}
          way="ahead"
          onInput={setDue}
        />
      )}
      {person.tokens.length > 0 && (
        <label>
          {text.replaces}
          <select name="replaces">
            <option value="">{text.replacesNone}</option>
            {person.tokens.flatMap(({ token, serial }) =>
              REPLACED_STATES.map((state) => (
                <option key={token + state} value={`${state} ${token}`}>
                  {`${formatSerial(serial)} · ${text.replacedFor[state]}`}
                </option>
              )),
            )}
          </select>
        </label>
      )}
      <label>
        {text.collectedBy}
        <input name="collectedBy" maxLength={120} autocomplete="off" />
      </label>
    </Dialog>
  );
}

/** "lost 00000412" */
function replacedIn(value: string): { token: string; state: ReplacedState } | null {
  const [state, token] = value.split(" ");
  return token === undefined ? null : { token, state: state as ReplacedState };
}
