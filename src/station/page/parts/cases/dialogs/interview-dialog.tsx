import { useRef, useState } from "preact/hooks";
import { problemOf } from "../../../../../words/user-error.js";
import type { OfficerInput, StationState } from "../../../../server/api.js";
import type { Person } from "../../../../store/types.js";
import { formatDay, isoDay, localDayOf } from "../../../../text/local-time.js";
import { parseTypedDay } from "../../../../text/typed-time.js";
import { hrefOfCase } from "../../../cases/case-path.js";
import { client } from "../../../client.js";
import { useText } from "../../../text.js";
import type { TraceForm } from "../../../trace-form.js";
import { DateField } from "../../date-field.js";
import { Dialog } from "../../dialog.js";
import { OfficerFields } from "../../officer-fields.js";
import { WhoFields, whoOf } from "../../who-fields.js";
import { useSaid } from "../../../shared/said.js";

interface Props {
  station: Pick<StationState, "nowMs" | "hasBoxes">;
  /** What is known of them already. */
  person?: Person;
  onsetDay?: number | undefined;
  from?: TraceForm["from"];
  onClose: () => void;
}

/** Opens a case of somebody without a token: nothing but the interview tells of them. */
export function InterviewDialog({ station, person, onsetDay, from, onClose }: Props) {
  const text = useText();
  const officer = useRef<OfficerInput | undefined>(undefined);
  const today = localDayOf(station.nowMs);
  const [onset, setOnset] = useState(formatDay(onsetDay ?? today));
  const [problem, setProblem] = useSaid();

  async function open(fields: FormData) {
    const who = whoOf(fields, Number(isoDay(today).slice(0, 4)), text);
    const day = parseTypedDay(onset, today);
    if (typeof who === "string") return setProblem(() => who);
    if (day === undefined) return setProblem(({ text }) => text.dateWrong);
    if (day > today) return setProblem(({ text }) => text.dateFuture);
    if (station.hasBoxes && !(officer.current?.keyFile && officer.current.passphrase)) {
      return setProblem(({ text }) => text.keyMissing);
    }
    try {
      const by = station.hasBoxes ? officer.current! : null;
      const { workId } = await client.openInterview({
        ...{ who, onsetDay: day, isolatedDay: null, officer: by },
        ...(from && { from }),
      });
      onClose();
      location.hash = hrefOfCase(workId, "people");
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.openTokenless}
      problem={problem}
      saveLabel={text.openTokenlessGo}
      onSave={(fields) => void open(fields)}
      onClose={onClose}
    >
      <p class="quiet">{text.openTokenlessText}</p>
      <WhoFields person={person} />
      <DateField
        id="interview-onset"
        label={text.onset}
        value={onset}
        problem={undefined}
        today={today}
        onInput={setOnset}
      />
      {station.hasBoxes && (
        <OfficerFields problem={undefined} onChange={(input) => (officer.current = input)} />
      )}
    </Dialog>
  );
}
