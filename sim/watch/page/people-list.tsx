import { useState } from "preact/hooks";
import { matches } from "../../../src/station/page/shared/search.js";
import { SearchField } from "../../../src/station/page/shared/search-field.js";
import { useNumber } from "../../../src/station/page/shared/language.js";
import type { OpeningAnswer } from "../api.js";
import { useText } from "./text.js";

const MOST = 60;

/** For those who do not want to aim at a dot. */
export function PeopleList({
  opening,
  onSelect,
}: {
  opening: OpeningAnswer;
  onSelect: (person: number) => void;
}) {
  const text = useText();
  const number = useNumber();
  const [query, setQuery] = useState("");
  const found = opening.people.flatMap((person, index) =>
    matches(`${person.name} ${text.occupations[person.occupation]}`, query) ? [{ ...person, index }] : [],
  );
  return (
    <section class="people">
      <h2>{text.peopleTitle}</h2>
      <p class="quiet">{text.peopleHint}</p>
      <SearchField label={text.search} query={query} onQuery={setQuery} />
      <ul>
        {found.slice(0, MOST).map(({ index, name, age, occupation, device }) => (
          <li key={index}>
            <button type="button" class="disclose" onClick={() => onSelect(index)}>
              <i class={`dot ${device}`} />
              <span class="main">{name}</span>
              <span class="sub">
                {text.occupations[occupation]}, {text.age(age)}
              </span>
            </button>
          </li>
        ))}
        {found.length > MOST && <li class="quiet">{text.more(number(found.length - MOST))}</li>}
        {found.length === 0 && <li class="quiet">{text.noMatch}</li>}
      </ul>
    </section>
  );
}
