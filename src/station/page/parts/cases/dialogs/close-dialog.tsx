import { problemOf } from "../../../../../words/user-error.js";
import { client } from "../../../client.js";
import { useText } from "../../../text.js";
import { Dialog } from "../../dialog.js";
import { useSaid } from "../../../shared/said.js";

export function CloseDialog({ workId, onClose }: { workId: string; onClose: () => void }) {
  const text = useText();
  const [problem, setProblem] = useSaid();

  async function close(fields: FormData) {
    try {
      await client.closeCase({ workId, reason: String(fields.get("reason")) });
      location.hash = "#cases";
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.case.closeTitle}
      problem={problem}
      saveLabel={text.case.closeYes}
      onSave={(fields) => void close(fields)}
      onClose={onClose}
    >
      <p class="alert">{text.case.closeText}</p>
      <label for="close-reason">{text.case.closeReason}</label>
      <input id="close-reason" name="reason" autocomplete="off" />
    </Dialog>
  );
}
