import { useRef } from "preact/hooks";
import { formatDay, isoDay, parseIsoDay } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";
import { useText } from "../text.js";

interface DateFieldProps {
  id: string;
  label: string;
  value: string;
  problem: string | undefined;
  today: number;
  /** "ahead": today or later, as a promise is; otherwise today or before. */
  way?: "back" | "ahead";
  onInput: (value: string) => void;
}

/**
 * Typed, because a browser's own date field shows dates the way the browser's language does; its calendar can be asked for.
 * What was typed in short stands there in full once the field is left.
 */
export function DateField({ id, label, value, problem, today, way = "back", onInput }: DateFieldProps) {
  const text = useText();
  const calendar = useRef<HTMLInputElement>(null);
  const day = parseTypedDay(value, today, way);

  function pick(iso: string) {
    const picked = parseIsoDay(iso);
    if (picked !== undefined) onInput(formatDay(picked));
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="dated">
        <input
          id={id}
          inputMode="numeric"
          autocomplete="off"
          placeholder={text.datePlaceholder}
          aria-invalid={problem !== undefined}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
          onBlur={() => day !== undefined && onInput(formatDay(day))}
        />
        <button
          type="button"
          class="plain"
          aria-label={text.calendarFor(label)}
          onClick={() => calendar.current?.showPicker()}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 4h12v10H2zM2 7h12M5 2v3M11 2v3" />
          </svg>
        </button>
        <input
          ref={calendar}
          type="date"
          tabIndex={-1}
          aria-hidden="true"
          {...{ [way === "back" ? "max" : "min"]: isoDay(today) }}
          value={day === undefined ? "" : isoDay(day)}
          onChange={(event) => pick(event.currentTarget.value)}
        />
      </div>
      <FieldError text={problem} />
    </div>
  );
}

export function FieldError({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p class="field-error" role="alert">
      {text}
    </p>
  );
}
