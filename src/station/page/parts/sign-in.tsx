import { useRef, useState } from "preact/hooks";
import type { StationState } from "../../server/api.js";
import { problemOf } from "../../../words/user-error.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { type KeyInput, KeyFields } from "./key-fields.js";
import { useSaid } from "../shared/said.js";

/** The unit's key unlocks the operating keys of tokens in service; nothing is shown where there are none. */
export function SignIn({ station, refresh }: { station: StationState; refresh: () => Promise<void> }) {
  const text = useText();
  const input = useRef<KeyInput>({ keyFile: "", passphrase: "" });
  const [problem, setProblem] = useSaid();
  const [isBusy, setBusy] = useState(false);
  const { operatingKeys } = station;
  if (operatingKeys === "none") return null;

  async function run(work: () => Promise<unknown>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      await refresh();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  function signIn(event: Event) {
    event.preventDefault();
    const { keyFile, passphrase } = input.current;
    if (keyFile === "" || passphrase === "") return setProblem(({ text }) => text.keyMissing);
    void run(async () => {
      await client.signIn(input.current);
      input.current = { keyFile: "", passphrase: "" };
    });
  }

  if (operatingKeys === "open") {
    return (
      <div class="card sign-in">
        <p class="grow">{text.signedIn}</p>
        <button type="button" class="plain" disabled={isBusy} onClick={() => void run(client.lock)}>
          {text.lockAgain}
        </button>
      </div>
    );
  }
  return (
    <form class="card sign-in" onSubmit={signIn}>
      <h2>{text.signInTitle}</h2>
      <p class="quiet">{operatingKeys === "plain" ? text.signInPlain : text.signInLead}</p>
      <KeyFields label={text.unitKey} onChange={(part) => (input.current = { ...input.current, ...part })} />
      <button disabled={isBusy}>{text.signIn}</button>
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
