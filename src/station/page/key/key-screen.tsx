import { useEffect, useState } from "preact/hooks";
import { isUserError, problemOf } from "../../../words/user-error.js";
import type { KeyState, MadeKey } from "../../server/key-desk/key-api.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { useSaid } from "../shared/said.js";
import { KeySheet, LOOK_MS, Trouble, fieldOf } from "./key-sheet.js";

/** What the page shows before the store is open. */
export function KeyScreen({ onOpen }: { onOpen: () => Promise<void> }) {
  const loading = useText().loading;
  const [state, setState] = useState<KeyState>();
  const [made, setMade] = useState<MadeKey>();
  const [trouble, setTrouble] = useSaid();
  const [isBusy, setBusy] = useState(false);

  const tell = (error: unknown) => {
    // The station that is open knows none of this.
    if (isUserError(error, "station/request/no-page")) void onOpen();
    else setTrouble(problemOf(error));
  };

  async function look() {
    const next = await client.lookForKey();
    if (next.step === null) return onOpen();
    // Loaded again before it was used: the same key.
    if (next.step === "noted") setMade(await client.makeKey({ stick: null }));
    setState(next);
  }

  useEffect(() => {
    const lookAgain = () => void look().catch(tell);
    lookAgain();
    const timer = setInterval(lookAgain, LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const run: Run = (work) => {
    setBusy(true);
    setTrouble(undefined);
    void work()
      .then(look)
      .catch(tell)
      .finally(() => setBusy(false));
  };
  const parts = { state: state!, isBusy, run, trouble };
  return (
    <main class="staff-entry">
      {state === undefined ? (
        trouble ? (
          <p class="alert" role="alert">
            {trouble}
          </p>
        ) : (
          <p class="quiet">{loading}</p>
        )
      ) : made !== undefined ? (
        <KeySheet
          {...{ made, isBusy, trouble }}
          store={state.store}
          onUse={(lastGroup) => run(() => client.useKey({ lastGroup }))}
        />
      ) : state.step === "locked" ? (
        <Locked {...parts} />
      ) : (
        <Plain setMade={setMade} {...parts} />
      )}
    </main>
  );
}

type Run = (work: () => Promise<unknown>) => void;

interface PartProps {
  state: KeyState;
  isBusy: boolean;
  run: Run;
  trouble: string;
}

function Locked({ state, isBusy, run, trouble }: PartProps) {
  const text = useText().key;
  const unlock = (event: Event) => {
    const code = fieldOf(event, "code");
    const stick = fieldOf(event, "stick") || null;
    run(() => client.unlockByCode({ code, stick }));
  };
  return (
    <section class="card key-card">
      <h1>{text.lockedTitle}</h1>
      <p>{text.lockedText}</p>
      <p class="key-waiting" role="status">
        {isBusy ? text.opening : state.hasOther ? text.otherKey : text.waiting}
      </p>
      <details>
        <summary>{text.noStick}</summary>
        <form onSubmit={unlock} noValidate>
          <label>
            {text.code}
            <input name="code" class="key-code-field" autocomplete="off" spellcheck={false} />
          </label>
          {state.sticks.length > 0 && (
            <label>
              {text.writeTo}
              <select name="stick">
                <option value="">{text.toNone}</option>
                {state.sticks.map((stick) => (
                  <option key={stick}>{stick}</option>
                ))}
              </select>
            </label>
          )}
          <button disabled={isBusy}>{text.open}</button>
        </form>
      </details>
      <Trouble text={trouble} />
    </section>
  );
}

function Plain({ state, isBusy, run, trouble, setMade }: PartProps & { setMade: (made: MadeKey) => void }) {
  const text = useText().key;
  const make = (stick: string | null) => run(async () => setMade(await client.makeKey({ stick })));
  const onSubmit = (event: Event) => make(fieldOf(event, "stick"));
  return (
    <section class="card key-card">
      <h1>{text.plainTitle}</h1>
      <p>{text.plainText}</p>
      {state.sticks.length === 0 ? (
        <p class="key-waiting" role="status">
          {text.plugIn}
        </p>
      ) : (
        <form onSubmit={onSubmit} noValidate>
          <label>
            {text.stick}
            <select name="stick">
              {state.sticks.map((stick) => (
                <option key={stick}>{stick}</option>
              ))}
            </select>
          </label>
          <button disabled={isBusy}>{text.make}</button>
        </form>
      )}
      <Trouble text={trouble} />
      <div class="key-others">
        <button type="button" class="plain" disabled={isBusy} onClick={() => make(null)}>
          {text.paperOnly}
        </button>
        <button
          type="button"
          class="plain"
          disabled={isBusy}
          aria-describedby="key-later"
          onClick={() => run(() => client.keepPlain())}
        >
          {text.later}
        </button>
      </div>
      <p class="quiet" id="key-later">
        {text.laterText}
      </p>
    </section>
  );
}
