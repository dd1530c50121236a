import { type ContactWork, STATUSES, type Status } from "../../../cases/work.js";
import { useText } from "../../text.js";
import { SavedInput } from "../cases/saved-input.js";

interface Props {
  name: string;
  work: ContactWork;
  /** Gets what changed. */
  onChange: (part: Partial<Pick<ContactWork, "status" | "note">>) => Promise<unknown>;
}

/** What was done about a contact. */
export function WorkFields({ name, work, onChange }: Props) {
  const text = useText();
  return (
    <div class="work">
      <select
        aria-label={text.workOf(name)}
        value={work.status}
        onChange={(event) => void onChange({ status: event.currentTarget.value as Status })}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {text.statuses[status]}
          </option>
        ))}
      </select>
      <SavedInput
        aria-label={text.noteOf(name)}
        placeholder={text.note}
        autocomplete="off"
        maxLength={400}
        value={work.note}
        onSave={(note) => onChange({ note })}
      />
    </div>
  );
}
