import { type ContactWork, STATUSES, type Status } from "../../../cases/work.js";
import { useText } from "../../text.js";

interface Props {
  name: string;
  work: ContactWork;
  onChange: (work: ContactWork) => void;
}

/** What was done about a contact. */
export function WorkFields({ name, work, onChange }: Props) {
  const text = useText();
  return (
    <div class="work">
      <select
        aria-label={text.workOf(name)}
        value={work.status}
        onChange={(event) => onChange({ ...work, status: event.currentTarget.value as Status })}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {text.statuses[status]}
          </option>
        ))}
      </select>
      <input
        aria-label={text.noteOf(name)}
        placeholder={text.note}
        autocomplete="off"
        maxLength={400}
        value={work.note}
        onChange={(event) => onChange({ ...work, note: event.currentTarget.value })}
      />
    </div>
  );
}
