import type { ComponentChildren } from "preact";
import type { MadeKey } from "../../server/key-desk/key-api.js";
import { useText } from "../text.js";

/** How often a page looks for a stick. */
export const LOOK_MS = 2_000;

interface Props {
  made: MadeKey;
  /** Name of its file. */
  store: string;
  isBusy: boolean;
  trouble: string;
  onUse: (lastGroup: string) => void;
  /** Of a screen that has a heading already. */
  isPart?: boolean;
  /** In the place of "Put away, start". */
  useLabel?: string;
  /** Beside it. */
  children?: ComponentChildren;
}

/** The code of a new key, which is printed or copied by hand before the key is used. */
export function KeySheet({ made, store, isBusy, trouble, onUse, isPart = false, useLabel, children }: Props) {
  const text = useText().key;
  const Heading = isPart ? "h2" : "h1";
  const groups = made.code.split("-");
  return (
    <section class="card key-card key-sheet">
      <Heading>{text.sheetTitle}</Heading>
      <p>{text.sheetText}</p>
      <p class="quiet">{text.store(store)}</p>
      <ol class="key-code" aria-label={text.codeLabel}>
        {groups.map((group) => (
          <li key={group}>{group}</li>
        ))}
      </ol>
      {made.keyFile !== null && <p class="key-file">{text.keyFile(made.keyFile)}</p>}
      <form onSubmit={(event) => onUse(fieldOf(event, "lastGroup"))} noValidate>
        {made.keyFile === null && (
          <label>
            {text.lastGroup}
            <input name="lastGroup" class="key-code-field" autocomplete="off" spellcheck={false} />
          </label>
        )}
        <Trouble text={trouble} />
        <p role="status">{isBusy && text.encrypting}</p>
        <div class="key-others">
          <button disabled={isBusy}>{useLabel ?? text.use}</button>
          <button type="button" class="plain" onClick={() => print()}>
            {text.print}
          </button>
          {children}
        </div>
      </form>
    </section>
  );
}

export function Trouble({ text }: { text: string }) {
  return (
    <p class="field-error" role="alert">
      {text}
    </p>
  );
}

export const fieldOf = (event: Event, name: string): string => {
  event.preventDefault();
  return String(new FormData(event.target as HTMLFormElement).get(name) ?? "");
};
