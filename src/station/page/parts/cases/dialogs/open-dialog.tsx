import { useRef } from "preact/hooks";
import { problemOf } from "../../../../../words/user-error.js";
import type { CaseRow, OfficerInput } from "../../../../server/api.js";
import { hrefOfCase } from "../../../cases/case-path.js";
import { client } from "../../../client.js";
import { useText } from "../../../text.js";
import { Dialog } from "../../dialog.js";
import { OfficerFields } from "../../officer-fields.js";
import { useSaid } from "../../../shared/said.js";

/** Opens a locked case with its officer's key file. */
export function OpenDialog({ row, onClose }: { row: Pick<CaseRow, "id">; onClose: () => void }) {
  const text = useText();
  const officer = useRef<OfficerInput | undefined>(undefined);
  const [problem, setProblem] = useSaid();

  async function open() {
    if (!officer.current?.keyFile || !officer.current.passphrase)
      return setProblem(({ text }) => text.keyMissing);
    try {
      const { workId } = await client.openCase({ id: row.id, officer: officer.current });
      onClose();
      location.hash = hrefOfCase(workId, "people");
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.case.unlockTitle(row.id.slice(0, 8))}
      problem={problem}
      saveLabel={text.case.unlock}
      onSave={() => void open()}
      onClose={onClose}
    >
      <p class="quiet">{text.case.unlockLead}</p>
      <OfficerFields problem={undefined} onChange={(input) => (officer.current = input)} />
    </Dialog>
  );
}
