import { useRef } from "preact/hooks";
import type { OfficerInput } from "../../server/api.js";
import { useText } from "../text.js";

interface Props {
  problem: string | undefined;
  onChange: (input: OfficerInput) => void;
}

/** An officer's key file and its passphrase; both stay in the page's memory and are gone with it. */
export function OfficerFields({ problem, onChange }: Props) {
  const text = useText();
  const input = useRef<OfficerInput>({ keyFile: "", passphrase: "", reason: "" });
  const change = (part: Partial<OfficerInput>) => onChange((input.current = { ...input.current, ...part }));

  async function choose(file: File | undefined) {
    const bytes = file === undefined ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer());
    // A key file has 164 bytes; whatever is longer is none, and the station says so.
    change({ keyFile: btoa(String.fromCharCode(...bytes.subarray(0, 200))) });
  }

  return (
    <fieldset class="officer">
      <div class="field">
        <label for="key-file">{text.officerKey}</label>
        <input id="key-file" type="file" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      </div>
      <div class="field">
        <label for="passphrase">{text.passphrase}</label>
        <input
          id="passphrase"
          type="password"
          autocomplete="off"
          onInput={(event) => change({ passphrase: event.currentTarget.value })}
        />
      </div>
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
