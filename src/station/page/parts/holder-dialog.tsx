import { useEffect, useRef, useState } from "preact/hooks";
import { formatSerial } from "../../serial-number.js";
import type { TokenName } from "../../store/types.js";
import { client } from "../client.js";
import { useSentence, useText } from "../text.js";
import { problemOf } from "../../../words/user-error.js";

/** Gives a token to a person. */
export function HolderDialog({
  token,
  onClose,
}: {
  token: TokenName;
  onClose: (isChanged: boolean) => void;
}) {
  const text = useText();
  const sentence = useSentence();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => dialog.current?.showModal(), []);

  async function save(event: SubmitEvent) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const field = (name: string) => String(fields.get(name) ?? "").trim();
    if (field("name") === "") {
      setProblem(text.nameMissing);
      return;
    }
    try {
      await client.giveToken({
        token: token.token,
        name: field("name"),
        unit: field("unit"),
        phone: field("phone"),
      });
      onClose(true);
    } catch (error) {
      setProblem(sentence(problemOf(error)));
    }
  }

  return (
    <dialog ref={dialog} onClose={() => onClose(false)} aria-labelledby="holder-title">
      <form onSubmit={(event) => void save(event)} noValidate>
        <h2 id="holder-title">{text.giveTitle(formatSerial(token.serial))}</h2>
        <p class="quiet">{text.giveText}</p>
        <label>
          {text.personName}
          <input name="name" autocomplete="off" />
        </label>
        <label>
          {text.personUnit}
          <input name="unit" autocomplete="off" />
        </label>
        <label>
          {text.personPhone}
          <input name="phone" inputMode="tel" autocomplete="off" />
        </label>
        {problem && (
          <p class="field-error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="button" class="plain" onClick={() => onClose(false)}>
            {text.cancel}
          </button>
          <button type="submit">{text.save}</button>
        </div>
      </form>
    </dialog>
  );
}
