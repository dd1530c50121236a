import { useRef } from "preact/hooks";
import type { OfficerInput } from "../../server/api.js";
import { useText } from "../text.js";
import { KeyFields } from "./key-fields.js";

interface Props {
  problem: string | undefined;
  onChange: (input: OfficerInput) => void;
}

/** An officer's key, and why it is used. */
export function OfficerFields({ problem, onChange }: Props) {
  const text = useText();
  const input = useRef<OfficerInput>({ keyFile: "", passphrase: "", reason: "" });
  const change = (part: Partial<OfficerInput>) => onChange((input.current = { ...input.current, ...part }));

  return (
    <fieldset class="officer">
      <KeyFields label={text.officerKey} onChange={change} />
      <div class="field">
        <label for="reason">{text.reason}</label>
        <input
          id="reason"
          autocomplete="off"
          onInput={(event) => change({ reason: event.currentTarget.value })}
        />
      </div>
      <p class="quiet">{text.officerMore}</p>
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
