import { useState } from "preact/hooks";
import type { SourceInfo } from "../../../server/api.js";
import { SearchField } from "../../shared/search-field.js";
import { matches } from "../../shared/search.js";
import { useText } from "../../text.js";

/** So many are shown; the rest is found by typing. */
const SHOWN = 12;

/** Simulated tokens that nobody has plugged in. */
export function Drawer({ sources, plug }: { sources: readonly SourceInfo[]; plug: (id: string) => void }) {
  const text = useText();
  const [query, setQuery] = useState("");
  if (sources.length === 0) return null;
  const found = sources.filter(({ label }) => matches(label, query));
  return (
    <div class="card drawer">
      <div class="toolbar">
        <h2>
          {text.drawer} <span class="count">{sources.length}</span>
        </h2>
        {sources.length > SHOWN && <SearchField label={text.drawerSearch} query={query} onQuery={setQuery} />}
      </div>
      <ul class="drawer-tokens">
        {found.slice(0, SHOWN).map(({ id, label }) => (
          <li key={id}>
            <span class="grow">{label}</span>
            <button type="button" class="plain" aria-label={`${text.plug} ${label}`} onClick={() => plug(id)}>
              {text.plug}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
