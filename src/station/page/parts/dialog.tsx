import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useText } from "../text.js";

interface DialogProps {
  title: string;
  problem: string;
  /** In the place of "Save". */
  saveLabel?: string;
  /** Beside it. */
  actions?: ComponentChildren;
  /** For what people compare. */
  isBroad?: boolean;
  onSave: (fields: FormData) => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A form above the page. */
export function Dialog({
  title,
  problem,
  saveLabel,
  actions,
  isBroad = false,
  onSave,
  onClose,
  children,
}: DialogProps) {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    // The browser gives the focus back from a dialog that is closed, not from one that is gone.
    return () => {
      if (document.activeElement === document.body) opener?.focus();
    };
  }, []);

  function save(event: SubmitEvent) {
    event.preventDefault();
    onSave(new FormData(event.target as HTMLFormElement));
  }

  return (
    <dialog
      ref={dialog}
      class={isBroad ? "broad" : undefined}
      onClose={onClose}
      aria-labelledby="dialog-title"
    >
      <form onSubmit={save} noValidate>
        <h2 id="dialog-title">{title}</h2>
        {children}
        {problem && (
          <p class="field-error" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          {actions}
          <button type="button" class="plain" onClick={onClose}>
            {text.cancel}
          </button>
          <button type="submit" onClick={ignoreDouble}>
            {saveLabel ?? text.save}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Where one button first shows what is to be compared and then confirms it, the second click of a double one compares nothing. */
function ignoreDouble(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}
