import type { PersonInput } from "../../server/api.js";
import type { Person } from "../../store/types.js";
import { useText } from "../text.js";
import type { Catalogue } from "../vi.js";

interface Props {
  /** What the fields hold at first. */
  person?: Person | undefined;
  onName?: (name: string) => void;
}

export function PersonFields({ person, onName }: Props) {
  const text = useText();
  return (
    <>
      <label>
        {text.personName}
        <input
          name="name"
          autocomplete="off"
          defaultValue={person?.name ?? ""}
          onInput={(event) => onName?.(event.currentTarget.value)}
        />
      </label>
      <label>
        {text.personUnit}
        <input name="unit" autocomplete="off" defaultValue={person?.unit ?? ""} />
      </label>
      <div class="pair">
        <label>
          {text.personBirthYear}
          <input
            name="birthYear"
            inputMode="numeric"
            autocomplete="off"
            defaultValue={String(person?.birthYear ?? "")}
          />
        </label>
        <label>
          {text.personPhone}
          <input name="phone" inputMode="tel" autocomplete="off" defaultValue={person?.phone ?? ""} />
        </label>
      </div>
    </>
  );
}

/** What the fields hold, or what is wrong with it. */
export function personOf(fields: FormData, thisYear: number, text: Catalogue): PersonInput | string {
  const field = (name: string) => String(fields.get(name) ?? "").trim();
  const name = field("name");
  if (name === "") return text.nameMissing;
  const year = field("birthYear");
  const birthYear = year === "" ? null : Number(year);
  if (birthYear !== null && !(Number.isInteger(birthYear) && birthYear >= 1900 && birthYear <= thisYear)) {
    return text.birthYearWrong;
  }
  return { name, unit: field("unit"), phone: field("phone"), birthYear };
}
