import { useState } from "preact/hooks";
import type { CaseNotes } from "../../../cases/work.js";
import { formatMoment } from "../../../text/local-time.js";
import { parseTypedMoment } from "../../../text/typed-time.js";
import { useText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";
import { SavedInput } from "./saved-input.js";
import { FieldError } from "../date-field.js";

interface Props {
  notes: CaseNotes;
  act: OpenedCase["act"];
  nowMs: number;
}

/** Who calls, where one calls back, and since when the F0 is known. */
export function CallSettings({ notes: { office, diagnosedMs }, act, nowMs }: Props) {
  const text = useText();
  const [problem, setProblem] = useState<string>();

  async function setDiagnosed(typed: string) {
    const atMs = typed.trim() === "" ? null : parseTypedMoment(typed, nowMs);
    const isWrong = atMs === undefined || (atMs !== null && atMs > nowMs);
    setProblem(isWrong ? text.momentWrong : undefined);
    if (!isWrong) await act({ do: "diagnosed", atMs: atMs! });
  }

  return (
    <section class="card side">
      <h2>{text.case.office}</h2>
      <div class="fields">
        <label>
          {text.case.officeName}
          <SavedInput maxLength={60} value={office.name} onSave={(name) => act({ do: "office", name })} />
        </label>
        <label>
          {text.case.officePhone}
          <SavedInput
            maxLength={40}
            inputMode="tel"
            value={office.phone}
            onSave={(phone) => act({ do: "office", phone })}
          />
        </label>
        <label>
          {text.case.diagnosed}
          <SavedInput
            placeholder={text.case.momentHint}
            aria-invalid={problem !== undefined}
            value={diagnosedMs === null ? "" : formatMoment(diagnosedMs).split(" ").reverse().join(" ")}
            onSave={setDiagnosed}
          />
        </label>
      </div>
      <FieldError text={problem} />
    </section>
  );
}
