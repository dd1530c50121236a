import { useEffect, useState } from "preact/hooks";
import { formatSerial, parseSerial } from "../../serial-number.js";
import type { StoredToken } from "../../store/types.js";
import { matches } from "../shared/search.js";
import { useText } from "../text.js";

/** So many suggestions fit under the field without scrolling. */
const SUGGESTIONS = 7;

export function tokenLabel(token: StoredToken): string {
  return [token.holder?.name, token.holder?.unit, formatSerial(token.serial)].filter(Boolean).join(" · ");
}

/** Its number, with its name in the store where another token has the same. */
function numberOf({ serial, token }: StoredToken, tokens: StoredToken[]): string {
  const isTwice = tokens.some((other) => other.serial === serial && other.token !== token);
  return formatSerial(serial) + (isTwice ? ` (${token})` : "");
}

interface Props {
  tokens: StoredToken[];
  token: string | undefined;
  onPick: (token: string | undefined) => void;
}

/** A field that finds a token by its holder's name or its serial number; arrow keys and Enter choose. */
export function TokenPicker({ tokens, token: key, onPick }: Props) {
  const text = useText();
  const picked = tokens.find((token) => token.token === key);
  const [query, setQuery] = useState(picked ? tokenLabel(picked) : "");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = (picked ? tokens : tokens.filter((token) => matches(tokenLabel(token), query))).slice(
    0,
    SUGGESTIONS,
  );

  const activeId = isOpen && found[active] ? `f0-${found[active].token}` : undefined;
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)!.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  function pick(token: StoredToken) {
    onPick(token.token);
    setQuery(tokenLabel(token));
    setOpen(false);
  }

  function onInput(value: string) {
    setQuery(value);
    setOpen(true);
    setActive(0);
    const typed = parseSerial(value);
    const named = tokens.filter((token) => token.serial === typed);
    // Two tokens may have one number: then one is chosen from the list.
    onPick(named.length === 1 ? named[0]!.token : undefined);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setActive((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(found.length, 1));
    } else if (event.key === "Enter" && isOpen && found[active]) {
      event.preventDefault();
      pick(found[active]);
    } else if (event.key === "Escape") {
      setOpen(false);
    }
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
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        // The field must not lose the focus before the choice is taken, nor to the list's scroll bar.
        <ul id="f0-list" role="listbox" onMouseDown={(event) => event.preventDefault()}>
          {found.map((token, index) => (
            <li
              key={token.token}
              id={`f0-${token.token}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={() => pick(token)}
            >
              <span class="main">{token.holder?.name ?? text.nobody}</span>
              <span class="sub">
                {[token.holder?.unit, numberOf(token, tokens)].filter(Boolean).join(" · ")}
              </span>
            </li>
          ))}
          {found.length === 0 && <li class="quiet">{text.f0None}</li>}
        </ul>
      )}
    </div>
  );
}
