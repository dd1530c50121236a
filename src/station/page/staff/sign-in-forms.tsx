import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../../../words/user-error.js";
import type { SessionAnswer } from "../../server/staff/staff-api.js";
import { client } from "../client.js";
import { useText } from "../text.js";
import { type Said, useSaid } from "../shared/said.js";

/** Runs a form's work, and says what is wrong with it. */
function useForm(): {
  problem: string;
  setProblem: (said: Said) => void;
  isBusy: boolean;
  run: (work: () => Promise<unknown>) => void;
} {
  const [problem, setProblem] = useSaid();
  const [isBusy, setBusy] = useState(false);
  const run = (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  return { problem, setProblem, isBusy, run };
}

const fieldsOf = (event: Event) => {
  event.preventDefault();
  const fields = new FormData(event.target as HTMLFormElement);
  return (name: string) => String(fields.get(name) ?? "");
};

function Trouble({ problem }: { problem: string }) {
  return (
    <p class="field-error" role="alert">
      {problem}
    </p>
  );
}

interface PinFieldProps {
  name: string;
  label: string;
  isNew?: boolean;
  /** It is what is left to type. */
  isNext?: boolean;
}

export function PinField({ name, label, isNew = false, isNext = false }: PinFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNext) input.current!.focus();
  }, [isNext]);
  return (
    <label>
      {label}
      <input
        ref={input}
        name={name}
        type="password"
        autocomplete={isNew ? "new-password" : "off"}
        {...(isNext && { autofocus: true })}
      />
    </label>
  );
}

/** Of a store that nobody uses yet. */
export function FirstForm({ onDone }: { onDone: () => Promise<void> }) {
  const text = useText().staff;
  const { problem, setProblem, isBusy, run } = useForm();

  function start(event: Event) {
    const field = fieldsOf(event);
    if (field("name").trim() === "") return setProblem(({ text }) => text.staff.nameMissing);
    if (field("pin") !== field("again")) return setProblem(({ text }) => text.staff.pinsDiffer);
    run(async () => {
      await client.makeFirst({ name: field("name"), pin: field("pin") });
      await onDone();
    });
  }

  return (
    <form class="card staff-form" onSubmit={start} noValidate>
      <h1>{text.firstTitle}</h1>
      <p class="quiet">{text.firstText}</p>
      <label>
        {text.name}
        <input name="name" autocomplete="off" />
      </label>
      <PinField name="pin" label={text.pin} isNew />
      <PinField name="again" label={text.pinAgain} isNew />
      <p class="quiet">{text.pinMore}</p>
      <Trouble problem={problem} />
      <button disabled={isBusy}>{text.start}</button>
    </form>
  );
}

interface SignInProps {
  session: SessionAnswer;
  title: string;
  lead: string;
  action: string;
  /** With the PIN, which may have to be changed at once. */
  onDone: (pin: string) => Promise<void>;
}

export function SignInForm({ session, title, lead, action, onDone }: SignInProps) {
  const { staff: text, training: trainingText } = useText();
  const { problem, isBusy, run } = useForm();

  function signIn(event: Event) {
    const form = event.target as HTMLFormElement;
    const field = fieldsOf(event);
    const pin = field("pin");
    run(async () => {
      try {
        await client.accountSignIn({ id: field("id"), pin });
      } finally {
        form.querySelector<HTMLInputElement>("[name=pin]")!.value = "";
      }
      await onDone(pin);
    });
  }

  return (
    <form class="card staff-form" onSubmit={signIn} noValidate>
      <h1 id="sign-in-title">{title}</h1>
      {lead && <p class="quiet">{lead}</p>}
      {session.training && <p>{trainingText.pin(session.training.pin)}</p>}
      <label>
        {text.who}
        <select name="id">
          {session.accounts.map(({ id, name }) => (
            <option key={id} value={id} selected={id === session.account?.id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <PinField
        name="pin"
        label={text.pin}
        isNext={session.account !== null || session.accounts.length === 1}
      />
      <Trouble problem={problem} />
      <button disabled={isBusy}>{action}</button>
      <p class="quiet">{text.forgotten}</p>
    </form>
  );
}

/** After a PIN that somebody else gave. @param given  that PIN; undefined: it has to be typed again */
export function FirstPinForm({ given, onDone }: { given: string | undefined; onDone: () => Promise<void> }) {
  const text = useText().staff;
  const { problem, setProblem, isBusy, run } = useForm();
  const typed = useRef(given).current;

  function change(event: Event) {
    const field = fieldsOf(event);
    if (field("wanted") !== field("again")) return setProblem(({ text }) => text.staff.pinsDiffer);
    run(async () => {
      await client.changePin({ pin: typed ?? field("pin"), wanted: field("wanted") });
      await onDone();
    });
  }

  return (
    <form class="card staff-form" onSubmit={change} noValidate>
      <h1>{text.firstPinTitle}</h1>
      <p class="quiet">{text.firstPinText}</p>
      {typed === undefined && <PinField name="pin" label={text.pinOnce} />}
      <PinField name="wanted" label={text.newPin} isNew />
      <PinField name="again" label={text.pinAgain} isNew />
      <p class="quiet">{text.pinMore}</p>
      <Trouble problem={problem} />
      <button disabled={isBusy}>{text.save}</button>
    </form>
  );
}
