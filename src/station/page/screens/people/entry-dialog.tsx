import type { ConsentBy, ListedPerson, RegisterEntry, Sex } from "../../../store/types.js";
import { isoDay, localDayOf } from "../../../text/local-time.js";
import { changesIn } from "../../../store/registry/changes.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { PersonFields, personOf } from "../../parts/person-fields.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

interface Props {
  /** Undefined: somebody new. */
  person: ListedPerson | undefined;
  nowMs: number;
  onClose: (isChanged: boolean) => void;
}

/** Everything that the register holds of a person. */
export function EntryDialog({ person, nowMs, onClose }: Props) {
  const words = useText();
  const text = words.people;
  const [problem, setProblem] = useSaid();

  async function save(fields: FormData) {
    const main = personOf(fields, Number(isoDay(localDayOf(nowMs)).slice(0, 4)), words);
    if (typeof main === "string") return setProblem(() => main);
    const field = (name: string) => String(fields.get(name) ?? "").trim() || null;
    const by = field("consent") as ConsentBy | null;
    const entry: RegisterEntry = {
      ...{ name: main.name, unit: main.unit, birthYear: main.birthYear, phone: main.phone || null },
      sex: field("sex") as Sex | null,
      relativePhone: field("relativePhone"),
      guardian: field("guardian"),
      address: field("address"),
      group: field("group"),
      smartphone: { yes: true, no: false }[field("smartphone") ?? ""] ?? null,
      // The day on which it was first given stays.
      consent: by === null ? null : person?.consent?.by === by ? person.consent : { atMs: nowMs, by },
    };
    try {
      await client.putPerson(
        person === undefined ? { id: null, entry } : { id: person.id, entry: changesIn(entry, person) },
      );
      onClose(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  const input = (name: "relativePhone" | "guardian" | "address" | "group", label: string) => (
    <label>
      {label}
      <input name={name} autocomplete="off" defaultValue={person?.[name] ?? ""} />
    </label>
  );
  return (
    <Dialog
      title={person ? text.correctTitle(person.name) : text.addTitle}
      problem={problem}
      onSave={(fields) => void save(fields)}
      onClose={() => onClose(false)}
    >
      <PersonFields person={person} />
      <div class="pair">
        <label>
          {text.sex}
          <select name="sex">
            <option value="">{text.unknown}</option>
            <option value="female" selected={person?.sex === "female"}>
              {text.sexes.female}
            </option>
            <option value="male" selected={person?.sex === "male"}>
              {text.sexes.male}
            </option>
          </select>
        </label>
        {input("relativePhone", text.relativePhone)}
      </div>
      <div class="pair">
        {input("address", text.address)}
        <label>
          {text.smartphone}
          <select name="smartphone">
            <option value="">{text.unknown}</option>
            <option value="no" selected={person?.smartphone === false}>
              {text.smartphones.no}
            </option>
            <option value="yes" selected={person?.smartphone === true}>
              {text.smartphones.yes}
            </option>
          </select>
        </label>
      </div>
      <div class="pair">
        {input("guardian", text.guardian)}
        {input("group", text.group)}
      </div>
      <label>
        {text.consentAsk}
        <select name="consent">
          <option value="">{text.consentNone}</option>
          <option value="self" selected={person?.consent?.by === "self"}>
            {text.consents.self}
          </option>
          <option value="guardian" selected={person?.consent?.by === "guardian"}>
            {text.consents.guardian}
          </option>
        </select>
      </label>
    </Dialog>
  );
}
