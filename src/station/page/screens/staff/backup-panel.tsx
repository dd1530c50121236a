import { useState } from "preact/hooks";
import { formatDay, formatMoment, localDayOf } from "../../../text/local-time.js";
import { client } from "../../client.js";
import { useText } from "../../text.js";
import { useLoaded } from "./use-loaded.js";
import { useSaid } from "../../shared/said.js";

/** A back-up by one button, once there is a passphrase. */
export function BackupPanel() {
  const text = useText().staff;
  const { value: state, problem, load, tell } = useLoaded(client.backup);
  if (state === undefined) return problem ? <Trouble problem={problem} /> : null;
  return (
    <div class="card staff-panel">
      <h2>{text.backupTitle}</h2>
      <p class="quiet">{text.backupLead}</p>
      <p>
        <strong>{state.lastMs === null ? text.noBackup : text.lastBackup(formatMoment(state.lastMs))}</strong>{" "}
        {state.expiries[0] !== undefined && text.expiries(formatDay(localDayOf(state.expiries[0])))}
      </p>
      {state.hasPassphrase ? (
        <MakeBackup folder={state.folder} {...{ load, tell }} />
      ) : (
        <SetPassphrase {...{ load, tell }} />
      )}
      <Trouble problem={problem} />
    </div>
  );
}

function Trouble({ problem }: { problem: string }) {
  return (
    <p class="field-error" role="alert">
      {problem}
    </p>
  );
}

interface Props {
  load: () => Promise<void>;
  tell: (error: unknown) => void;
}

function MakeBackup({ folder, load, tell }: Props & { folder: string }) {
  const text = useText().staff;
  const [note, setNote] = useSaid();
  const [destroysOlder, setDestroys] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function make() {
    setBusy(true);
    setNote(({ text }) => text.staff.backingUp);
    try {
      if (folder === "") {
        const name = await save(await client.downloadBackup({ destroysOlder }));
        setNote(() => name);
      } else {
        const { path, tokens } = await client.writeBackup({ destroysOlder });
        setNote(({ text, number }) => text.staff.backedUp(path, number(tokens)));
      }
      setDestroys(false);
      await load();
    } catch (error) {
      setNote(undefined);
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p>{folder === "" ? text.toDownload : text.toFolder(folder)}</p>
      <label class="staff-check">
        <input
          type="checkbox"
          checked={destroysOlder}
          onChange={(event) => setDestroys(event.currentTarget.checked)}
        />
        {text.destroysOlder}
      </label>
      <div class="staff-buttons">
        <button type="button" disabled={isBusy} onClick={() => void make()}>
          {text.backUp}
        </button>
        <a class="button plain" href="/api/backup/keyring" download>
          {text.keyring}
        </a>
      </div>
      <p class="staff-note" role="status">
        {note}
      </p>
      <p class="quiet">{text.keyringText}</p>
    </>
  );
}

/** The browser keeps it where it keeps what it loads; returns its name. */
async function save(answer: Response): Promise<string> {
  const name = /filename="(.+)"/.exec(answer.headers.get("content-disposition") ?? "")![1]!;
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return name;
}

function SetPassphrase({ load, tell }: Props) {
  const text = useText().staff;
  const [problem, setProblem] = useSaid();
  const [isBusy, setBusy] = useState(false);

  async function set(event: Event) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const passphrase = String(fields.get("passphrase"));
    if (passphrase !== fields.get("again")) return setProblem(({ text }) => text.staff.passphrasesDiffer);
    setProblem(undefined);
    setBusy(true);
    try {
      await client.setBackupPassphrase(passphrase);
      await load();
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form class="staff-fields" onSubmit={(event) => void set(event)}>
      <h3>{text.passphraseTitle}</h3>
      <p class="quiet">{text.passphraseText}</p>
      <label>
        {text.passphrase}
        <input name="passphrase" type="password" autocomplete="new-password" />
      </label>
      <label>
        {text.passphraseAgain}
        <input name="again" type="password" autocomplete="new-password" />
      </label>
      {problem && <Trouble problem={problem} />}
      <div class="staff-buttons">
        <button disabled={isBusy}>{text.setPassphrase}</button>
      </div>
    </form>
  );
}
