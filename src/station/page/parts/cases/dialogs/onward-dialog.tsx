import { useRef } from "preact/hooks";
import { problemOf } from "../../../../../words/user-error.js";
import type { OfficerInput } from "../../../../server/api.js";
import { client } from "../../../client.js";
import { useNumber } from "../../../shared/language.js";
import { useText } from "../../../text.js";
import type { OpenedCase } from "../../../cases/use-case.js";
import { Dialog } from "../../dialog.js";
import { OfficerFields } from "../../officer-fields.js";
import { useSaid } from "../../../shared/said.js";

/** F2 through the logs of confirmed F1s; in a real case an officer's key opens them. */
export function OnwardDialog({ opened, onClose }: { opened: OpenedCase; onClose: () => void }) {
  const text = useText();
  const number = useNumber();
  const officer = useRef<OfficerInput | undefined>(undefined);
  const [problem, setProblem] = useSaid();
  const { people, workId, openedMs, replace } = opened;
  const f1s = people.filter(
    ({ class: ofClass, work, contact }) =>
      ofClass === "f1" && work.status === "confirmed" && contact !== null,
  );
  const isPractice = openedMs === null;

  async function find() {
    if (f1s.length === 0) return setProblem(({ text }) => text.case.onwardNone);
    if (!isPractice && !(officer.current?.keyFile && officer.current.passphrase)) {
      return setProblem(({ text }) => text.keyMissing);
    }
    try {
      const by = isPractice ? null : officer.current!;
      replace(await client.onward({ workId, people: f1s.map(({ key }) => key), officer: by }));
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.case.onwardTitle}
      problem={problem}
      saveLabel={text.case.onwardGo}
      onSave={() => void find()}
      onClose={onClose}
    >
      <p class="quiet">
        {f1s.length === 0 ? text.case.onwardNone : text.case.onwardText(number(f1s.length))}
      </p>
      {!isPractice && <OfficerFields problem={undefined} onChange={(input) => (officer.current = input)} />}
    </Dialog>
  );
}
