import { useEffect, useState } from "preact/hooks";
import type { Who } from "../../server/api.js";
import type { ListedPerson, Person } from "../../store/types.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import type { Catalogue } from "../vi.js";
import { PersonFields, personOf } from "./person-fields.js";

/** So many fit into a dialog. */
const SHOWN = 5;
const NOBODY = "";

interface Props {
  /** What is known of them, where they are not in the register. */
  person?: Person | undefined;
}

/** Somebody of the register, found as one types, or somebody new. */
export function WhoFields({ person }: Props) {
  const text = useText();
  const [query, setQuery] = useState(person?.name ?? "");
  const [found, setFound] = useState<readonly ListedPerson[]>([]);
  const [chosen, setChosen] = useState(NOBODY);
  useEffect(() => {
    let isCurrent = true;
    const show = (people: readonly ListedPerson[]) => {
      if (!isCurrent) return;
      setFound(people.slice(0, SHOWN));
      setChosen((before) => (people.some(({ id }) => id === before) ? before : NOBODY));
    };
    if (query.trim() === "") show([]);
    else
      client.people({ query, order: "name", isDown: false, after: null }).then(
        ({ people }) => show(people),
        () => show([]),
      );
    return () => void (isCurrent = false);
  }, [query]);

  return (
    <>
      <label for="who-find">{text.whoFind}</label>
      <input
        id="who-find"
        autocomplete="off"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div role="radiogroup" aria-label={text.whoFind}>
        {found.map(({ id, name, unit, birthYear, phone }) => (
          <label key={id} class="check">
            <input
              type="radio"
              name="who"
              value={id}
              checked={chosen === id}
              onChange={() => setChosen(id)}
            />
            {[name, unit, birthYear, phone].filter(Boolean).join(" · ")}
          </label>
        ))}
        <label class="check">
          <input
            type="radio"
            name="who"
            value={NOBODY}
            checked={chosen === NOBODY}
            onChange={() => setChosen(NOBODY)}
          />
          {text.whoNew}
        </label>
      </div>
      {chosen === NOBODY && <PersonFields person={person} />}
    </>
  );
}

/** Whom the fields name, or what is wrong with it. */
export function whoOf(fields: FormData, thisYear: number, text: Catalogue): Who | string {
  const id = String(fields.get("who") ?? NOBODY);
  return id === NOBODY ? personOf(fields, thisYear, text) : { id };
}
