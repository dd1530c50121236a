import { useState } from "preact/hooks";
import { problemOf } from "../../../../../words/user-error.js";
import { client } from "../../../client.js";
import { useText } from "../../../text.js";
import { Dialog } from "../../dialog.js";
import { useSaid } from "../../../shared/said.js";

/** A public key file has 136 bytes; whatever is longer is none, and the station says so. */
const MOST_BYTES = 200;

/** Hands a case over to another officer, whose key's fingerprint is shown and confirmed first. */
export function GiveDialog({ workId, onClose }: { workId: string; onClose: () => void }) {
  const text = useText();
  const [problem, setProblem] = useSaid();
  const [publicKey, setPublicKey] = useState("");
  const [fingerprint, setFingerprint] = useState<string | null>(null);

  async function choose(file: File | undefined) {
    const bytes = file === undefined ? new Uint8Array(0) : new Uint8Array(await file.arrayBuffer());
    setPublicKey(btoa(String.fromCharCode(...bytes.subarray(0, MOST_BYTES))));
    setFingerprint(null);
  }

  async function give(fields: FormData) {
    try {
      const reason = String(fields.get("reason"));
      const answer = await client.giveCase({ workId, publicKey, reason, fingerprint });
      setProblem(undefined);
      if (answer.isGiven) location.hash = "#cases";
      else setFingerprint(answer.fingerprint);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  return (
    <Dialog
      title={text.case.giveTitle}
      problem={problem}
      saveLabel={fingerprint === null ? text.case.giveCheck : text.case.giveYes}
      onSave={(fields) => void give(fields)}
      onClose={onClose}
    >
      <p class="quiet">{text.case.giveLead}</p>
      <label for="give-key">{text.case.giveKey}</label>
      <input
        id="give-key"
        type="file"
        accept=".bzpub"
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      <label for="give-reason">{text.case.giveReason}</label>
      <input id="give-reason" name="reason" autocomplete="off" />
      {fingerprint !== null && (
        <p class="alert" role="status">
          {text.case.giveCompare} <strong>{fingerprint}</strong>
        </p>
      )}
    </Dialog>
  );
}
