import { useEffect, useRef, useState } from "preact/hooks";
import { formatSerial, parseSerial } from "../../../serial-number.js";
import type { ConsentBy, ListedPerson } from "../../../store/types.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { useSentence, useText } from "../../text.js";

interface Props {
  person: ListedPerson;
  /** With the token's key and the number on its label. */
  onGiven: (token: string, number: string) => void;
  onClose: () => void;
}

/** Gives a token to somebody of the register: its number is typed, or a scanner types it and presses Enter. */
export function GiveNumberDialog({ person, onGiven, onClose }: Props) {
  const text = useText().people;
  const sentence = useSentence();
  const [problem, setProblem] = useState("");
  const number = useRef<HTMLInputElement>(null);
  const isAsked = person.consent === null;
  // After the dialog has opened, which puts the focus on its first field.
  useEffect(() => (isAsked ? undefined : number.current?.focus()), []);

  async function give(fields: FormData) {
    const consent = String(fields.get("consent") ?? "") as ConsentBy | "";
    if (isAsked && consent === "") return setProblem(text.consentMissing);
    const typed = String(fields.get("number")).trim();
    try {
      const input = { id: person.id, number: typed, consent: consent || null, isLent: fields.has("lend") };
      const { token } = await client.giveNumber(input);
      onGiven(token, formatSerial(parseSerial(typed)!));
    } catch (error) {
      setProblem(sentence(problemOf(error)));
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
        <input type="checkbox" name="lend" />
        {text.lend}
      </label>
    </Dialog>
  );
}
