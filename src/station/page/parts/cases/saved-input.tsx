import { useState } from "preact/hooks";

interface Props {
  value: string;
  onSave: (text: string) => Promise<unknown>;
  maxLength?: number;
  placeholder?: string;
  autocomplete?: "off";
  inputMode?: "tel" | "numeric";
  "aria-label"?: string;
  "aria-invalid"?: boolean;
  "data-column"?: string;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** A field that is written down when it is left. What is typed stands until then, whatever comes from the station meanwhile. */
export function SavedInput({ value, onSave, ...rest }: Props) {
  const [draft, setDraft] = useState<string>();

  async function save(text: string) {
    await onSave(text);
    setDraft((typed) => (typed === text ? undefined : typed));
  }

  return (
    <input
      {...rest}
      value={draft ?? value}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onChange={(event) => void save(event.currentTarget.value)}
    />
  );
}
