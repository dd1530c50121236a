import { useText } from "../text.js";

export interface KeyInput {
  /** A locked key file, base64. */
  keyFile: string;
  passphrase: string;
}

/** A key file and its passphrase; both stay in the page's memory and are gone with it. */
export function KeyFields({
  label,
  onChange,
}: {
  label: string;
  onChange: (part: Partial<KeyInput>) => void;
}) {
  const text = useText();

  async function choose(file: File | undefined) {
    const bytes = file === undefined ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer());
    // A key file has 164 bytes; whatever is longer is none, and the station says so.
    onChange({ keyFile: btoa(String.fromCharCode(...bytes.subarray(0, 200))) });
  }

  return (
    <>
      <div class="field">
        <label for="key-file">{label}</label>
        <input id="key-file" type="file" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      </div>
      <div class="field">
        <label for="passphrase">{text.passphrase}</label>
        <input
          id="passphrase"
          type="password"
          autocomplete="off"
          onInput={(event) => onChange({ passphrase: event.currentTarget.value })}
        />
      </div>
    </>
  );
}
