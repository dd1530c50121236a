import { problemOf } from "../../../words/user-error.js";
import { changesIn } from "../../store/registry/changes.js";
import { formatMoment, isoDay, localDayOf } from "../../text/local-time.js";
import { formatSerial } from "../../serial-number.js";
import type { Person, StoredToken } from "../../store/types.js";
import { parseTypedMoment } from "../../text/typed-time.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { Dialog } from "./dialog.js";
import { PersonFields, personOf } from "./person-fields.js";
import { useSaid } from "../shared/said.js";

interface Props {
  token: StoredToken;
  holder: Person;
  nowMs: number;
  onClose: (isChanged: boolean) => void;
}

/** Puts right what was written of the one who has a token: no hand-over. */
export function CorrectDialog({ token, holder, nowMs, onClose }: Props) {
  const text = useText();
  const [problem, setProblem] = useSaid();
  const heldFrom = formatMoment(token.heldFromMs!);

  async function save(fields: FormData) {
    const person = personOf(fields, Number(isoDay(localDayOf(nowMs)).slice(0, 4)), text);
    if (typeof person === "string") return setProblem(() => person);
    const typed = String(fields.get("from")).trim();
    const fromMs = typed === heldFrom ? null : parseTypedMoment(typed, nowMs);
    if (fromMs === undefined) return setProblem(({ text }) => text.momentWrong);
    try {
      await client.correctHolder({
        ...{ token: token.token, id: holder.id, fromMs },
        person: changesIn(person, { ...holder, phone: holder.phone ?? "" }),
      });
      onClose(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.correctTitle(holder.name)}
      problem={problem}
      onSave={(fields) => void save(fields)}
      onClose={() => onClose(false)}
    >
      <p class="quiet">{text.correctText}</p>
      <PersonFields person={holder} />
      <label>
        {text.heldFrom(formatSerial(token.serial))}
        <input name="from" autocomplete="off" defaultValue={heldFrom} />
      </label>
    </Dialog>
  );
}
