import { useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import type { SessionAnswer } from "../../server/staff/staff-api.js";
import { client } from "../client.js";
import { Dialog } from "../parts/dialog.js";
import { useText } from "../text.js";
import { PinField } from "./sign-in-forms.js";
import { useSaid } from "../shared/said.js";

/** Whose page it is; from here they leave it, or change their PIN. */
export function WhoIs({ account }: { account: NonNullable<SessionAnswer["account"]> }) {
  const text = useText().staff;
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useSaid();

  async function save(fields: FormData) {
    const field = (name: string) => String(fields.get(name) ?? "");
    if (field("wanted") !== field("again")) return setProblem(({ text }) => text.staff.pinsDiffer);
    try {
      await client.changePin({ pin: field("pin"), wanted: field("wanted") });
      setOpen(false);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  async function leave() {
    await client.signOut().catch(() => undefined);
    location.reload();
  }

  return (
    <>
      <button type="button" class="plain who-is" onClick={() => setOpen(true)}>
        {account.name}
      </button>
      {isOpen && (
        <Dialog
          title={text.accountOf(account.name)}
          problem={problem}
          saveLabel={text.changePin}
          actions={
            <button type="button" class="first" onClick={() => void leave()}>
              {text.signOut}
            </button>
          }
          onSave={(fields) => void save(fields)}
          onClose={() => setOpen(false)}
        >
          <p class="quiet">{text.signOutText}</p>
          <PinField name="pin" label={text.pin} />
          <PinField name="wanted" label={text.newPin} isNew />
          <PinField name="again" label={text.pinAgain} isNew />
        </Dialog>
      )}
    </>
  );
}
