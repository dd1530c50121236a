import { useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import type { RestoreAnswer } from "../../../server/staff/staff-api.js";
import { formatMoment } from "../../../text/local-time.js";
import { client } from "../../client.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

/** A keyring with a year's keys has some kilobytes; whatever is longer is none, and the station says so. */
const MOST_KEYRING_BYTES = 12_000;

/** A store from its back-up, beside the one in use: first what is in it is shown. */
export function RestorePanel() {
  const text = useText().staff.restore;
  const [problem, setProblem] = useSaid();
  const [isBusy, setBusy] = useState(false);
  const [restored, setRestored] = useState<RestoreAnswer>();
  const [note, setNote] = useSaid();

  async function restore(event: Event) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const [backup, keyring] = [fields.get("backup") as File, fields.get("keyring") as File];
    const passphrase = String(fields.get("passphrase"));
    if (backup.name === "" || keyring.name === "" || passphrase === "")
      return setProblem(({ text }) => text.staff.restore.missing);
    await run(async () => {
      const head = new Uint8Array(await keyring.slice(0, MOST_KEYRING_BYTES).arrayBuffer());
      const { upload } = await client.uploadBackup(backup);
      setRestored(
        await client.restore({
          upload,
          name: backup.name,
          keyringName: keyring.name,
          keyring: btoa(String.fromCharCode(...head)),
          passphrase,
        }),
      );
    });
  }

  async function run(work: () => Promise<void>) {
    setProblem(undefined);
    setNote(undefined);
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  const discard = (path: string) =>
    void run(async () => {
      await client.discardRestored(path);
      setRestored(undefined);
      setNote(({ text }) => text.staff.restore.discarded);
    });

  return (
    <section class="card staff-panel" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p class="quiet">{text.lead}</p>
      {restored === undefined ? (
        <form class="staff-fields" onSubmit={(event) => void restore(event)} noValidate>
          <label>
            {text.backup}
            <input name="backup" type="file" accept=".bzbackup" />
          </label>
          <label>
            {text.keyring}
            <input name="keyring" type="file" accept=".bzkeyring" />
          </label>
          <label>
            {text.passphrase}
            <input name="passphrase" type="password" autocomplete="off" />
          </label>
          <div class="staff-buttons">
            <button disabled={isBusy}>{text.restore}</button>
          </div>
        </form>
      ) : (
        <Preview restored={restored} isBusy={isBusy} discard={() => discard(restored.path)} />
      )}
      <p role="status">{isBusy ? text.busy : note}</p>
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

interface PreviewProps {
  restored: RestoreAnswer;
  isBusy: boolean;
  discard: () => void;
}

function Preview({ restored, isBusy, discard }: PreviewProps) {
  const text = useText().staff.restore;
  const number = useNumber();
  const { path, madeMs, tokens, held, records, entries, faults } = restored;
  return (
    <div class="restored">
      <h3>{text.made(formatMoment(madeMs))}</h3>
      <ul>
        <li>{text.tokens(number(tokens), number(held))}</li>
        <li>{text.records(number(records))}</li>
        <li>{faults === 0 ? text.ledger(number(entries)) : text.ledgerBroken(number(faults))}</li>
      </ul>
      <p>{text.beside}</p>
      <p>
        <code>bztoken station --store {path}</code>
      </p>
      <div class="staff-buttons">
        <button type="button" class="plain" disabled={isBusy} onClick={discard}>
          {text.discard}
        </button>
      </div>
    </div>
  );
}
