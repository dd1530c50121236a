import { useEffect, useRef, useState } from "preact/hooks";
import type { UnitName } from "../../../server/coverage/coverage-api.js";
import { client } from "../../client.js";
import { SearchField } from "../../shared/search-field.js";
import { useText } from "../../text.js";

/** Another unit, found by name or code while somebody types. */
export function UnitPicker({ onUnit }: { onUnit: (id: string) => void }) {
  const text = useText().coverage;
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<UnitName[]>();
  const latest = useRef(query);
  latest.current = query;
  useEffect(() => {
    setFound(undefined);
    if (query.trim() === "") return;
    void client.coverageUnits(query).then(
      (units) => latest.current === query && setFound(units),
      () => undefined,
    );
  }, [query]);
  const choose = (id: string) => {
    setQuery("");
    onUnit(id);
  };
  return (
    <div class="coverage-picker">
      <SearchField label={text.findUnit} query={query} onQuery={setQuery} />
      {found && (
        <div class="coverage-found" role="status">
          {found.length === 0 && <p class="quiet">{text.noUnitFound}</p>}
          {found.map(({ id, name, above }) => (
            <button key={id} type="button" class="disclose" onClick={() => choose(id)}>
              <span class="main">{name}</span>{" "}
              <span class="quiet">{above.length > 0 && text.within(above.join(", "))}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
