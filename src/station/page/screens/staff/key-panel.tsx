import { useEffect, useState } from "preact/hooks";
import type { MadeKey } from "../../../server/key-desk/key-api.js";
import { problemOf } from "../../../../words/user-error.js";
import { SESSION_CHANGED, client } from "../../client.js";
import { KeySheet, LOOK_MS, Trouble, fieldOf } from "../../key/key-sheet.js";
import { useSaid } from "../../shared/said.js";
import { useText } from "../../text.js";
import { useLoaded } from "./use-loaded.js";

/** Another key for the store, as a stick or a sheet was lost; or its first. */
export function KeyPanel() {
  const text = useText().key;
  const { value: state, problem, load } = useLoaded(client.storeKey);
  const [made, setMade] = useState<MadeKey>();
  const [trouble, setTrouble] = useSaid();
  const [note, setNote] = useSaid();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => void load(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  function run(work: () => Promise<void>): void {
    setBusy(true);
    setTrouble(undefined);
    void work()
      .then(load)
      .catch((error: unknown) => setTrouble(problemOf(error)))
      .finally(() => setBusy(false));
  }
  const make = (event: Event) => {
    const [stick, pin] = [fieldOf(event, "stick") || null, fieldOf(event, "pin")];
    run(async () => {
      setMade(await client.makeStoreKey({ stick, pin }));
      setNote(undefined);
    });
  };
  const use = (lastGroup: string) =>
    run(async () => {
      const wasPlain = state?.kind === "plain";
      const { destroyed } = await client.useStoreKey({ lastGroup });
      setMade(undefined);
      dispatchEvent(new Event(SESSION_CHANGED));
      setNote(({ text, number }) => text.key[wasPlain ? "encrypted" : "changed"](number(destroyed)));
    });

  if (state === undefined) return problem ? <Trouble text={problem} /> : null;
  if (made !== undefined) {
    return (
      <KeySheet {...{ made, isBusy, trouble }} store={state.store} isPart onUse={use} useLabel={text.useNew}>
        <button type="button" class="plain" disabled={isBusy} onClick={() => setMade(undefined)}>
          {text.keepOld}
        </button>
      </KeySheet>
    );
  }
  return (
    <form class="card staff-panel" onSubmit={make} noValidate>
      <h2>{text.panelTitle}</h2>
      <p role="status">{note || text.kinds[state.kind]}</p>
      {state.kind !== "none" && (
        <>
          <p class="quiet">{state.kind === "plain" ? text.plainText : text.changeText}</p>
          <div class="staff-fields">
            <label>
              {text.stick}
              <select name="stick">
                {state.sticks.map((stick) => (
                  <option key={stick}>{stick}</option>
                ))}
                <option value="">{text.paperOnly}</option>
              </select>
            </label>
            <label>
              {text.pin}
              <input name="pin" type="password" autocomplete="off" />
            </label>
          </div>
          <Trouble text={trouble} />
          <div class="staff-buttons">
            <button disabled={isBusy}>{text.makeNew}</button>
          </div>
        </>
      )}
    </form>
  );
}
