import { problemOf } from "../../../../../words/user-error.js";
import { isoDay, localDayOf } from "../../../../text/local-time.js";
import type { OpenedCase } from "../../../cases/use-case.js";
import { client } from "../../../client.js";
import { useText } from "../../../text.js";
import { Dialog } from "../../dialog.js";
import { WhoFields, whoOf } from "../../who-fields.js";
import { useSaid } from "../../../shared/said.js";

interface Props {
  opened: OpenedCase;
  nowMs: number;
  onClose: () => void;
}

/** Says whose phone it is that was traced. */
export function NameDialog({ opened: { workId, replace }, nowMs, onClose }: Props) {
  const text = useText();
  const [problem, setProblem] = useSaid();

  async function save(fields: FormData) {
    const who = whoOf(fields, Number(isoDay(localDayOf(nowMs)).slice(0, 4)), text);
    if (typeof who === "string") return setProblem(() => who);
    try {
      replace(await client.nameCase({ workId, who }));
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog title={text.nameCase} problem={problem} onSave={(fields) => void save(fields)} onClose={onClose}>
      <p class="quiet">{text.nameCaseText}</p>
      <WhoFields />
    </Dialog>
  );
}
