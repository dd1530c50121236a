import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatMoment } from "../../../text/local-time.js";
import { formatSerial } from "../../../serial-number.js";
import { type F0Choice, type Found, choiceLabel, findF0 } from "../../f0-choices.js";
import { useText } from "../../text.js";

/** So many suggestions fit under the field without scrolling. */
const SUGGESTIONS = 7;

/** Which row is marked at first: of several who are called by one number none, until somebody chooses. */
function firstOf({ choices, isNumber }: Found): number {
  return isNumber && choices.length > 1 ? -1 : 0;
}

interface Props {
  choices: readonly F0Choice[];
  picked: F0Choice | undefined;
  onPick: (choice: F0Choice | undefined) => void;
}

/** A field that finds the F0 by name or by a token's number; arrow keys and Enter choose. Enter takes the row that is marked. */
export function F0Picker({ choices, picked, onPick }: Props) {
  const text = useText();
  const [query, setQuery] = useState(picked ? choiceLabel(picked) : "");
  const [isTyped, setTyped] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const found = isTyped ? findF0(choices, query).choices : choices;
  const shown = found.slice(0, SUGGESTIONS);

  const activeId = isOpen && shown[active] ? `f0-${shown[active].key}` : undefined;
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)!.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  function pick(choice: F0Choice) {
    onPick(choice);
    setQuery(choiceLabel(choice));
    setTyped(false);
    setOpen(false);
  }

  function onInput(value: string) {
    setQuery(value);
    setTyped(true);
    setOpen(true);
    const meant = findF0(choices, value);
    setActive(firstOf(meant));
    onPick(meant.isNumber && meant.choices.length === 1 ? meant.choices[0] : undefined);
  }

  /** A scanner's Enter comes before what it typed is drawn. */
  function onEnter(event: KeyboardEvent, value: string) {
    const isNew = value !== query;
    const meant = isNew ? findF0(choices, value) : undefined;
    const list = meant?.choices ?? shown;
    const at = meant ? firstOf(meant) : active;
    if (!isNew && !(isOpen && (isTyped || at >= 0))) return;
    if (list.length === 0) return;
    event.preventDefault();
    if (list[at]) pick(list[at]);
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLInputElement>) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const from = Math.max(active, event.key === "ArrowDown" ? -1 : 0);
      const step = event.key === "ArrowDown" ? 1 : shown.length - 1;
      setActive((from + step) % Math.max(shown.length, 1));
    } else if (event.key === "Enter") {
      onEnter(event, event.currentTarget.value);
    } else if (event.key === "Escape") {
      setOpen(false);
    }
  }

  function onBlur() {
    setOpen(false);
    // A number that was typed and left shows whom it means.
    if (picked === undefined) return;
    setQuery(choiceLabel(picked));
    setTyped(false);
  }

  return (
    <div class="picker">
      <input
        id="f0"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="f0-list"
        aria-activedescendant={activeId}
        autocomplete="off"
        placeholder={text.f0Placeholder}
        value={query}
        onInput={(event) => onInput(event.currentTarget.value)}
        onFocus={() => {
          setOpen(true);
          setActive(-1);
        }}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        // The field must not lose the focus before the choice is taken, nor to the list's scroll bar.
        <ul id="f0-list" role="listbox" onMouseDown={(event) => event.preventDefault()}>
          {shown.map((choice, index) => (
            <li
              key={choice.key}
              id={`f0-${choice.key}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={() => pick(choice)}
            >
              <span class="main">{choice.person?.name ?? text.nobody}</span>
              <span class="sub">
                {[choice.person?.unit, choice.person?.birthYear].filter(Boolean).join(" · ")}
                <TokensOf choice={choice} choices={choices} />
              </span>
            </li>
          ))}
          {shown.length === 0 && <li class="quiet">{text.f0None}</li>}
          {found.length > shown.length && <li class="quiet">{text.f0More(found.length - shown.length)}</li>}
        </ul>
      )}
    </div>
  );
}

/** Numbers, each with its name in the store where another token has the same, and until when it was theirs. */
function TokensOf({ choice, choices }: { choice: F0Choice; choices: readonly F0Choice[] }) {
  const text = useText();
  const isTwice = (serial: number, token: string) =>
    choices.some(({ tokens }) => tokens.some((other) => other.serial === serial && other.token !== token));
  return (
    <>
      {choice.tokens.map(({ token, serial, toMs }) => (
        <span key={token} class="its-token">
          {formatSerial(serial)}
          {isTwice(serial, token) && ` (${token})`}
          {toMs !== null && ` ${text.hadUntil(formatMoment(toMs))}`}
        </span>
      ))}
    </>
  );
}
