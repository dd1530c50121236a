import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionAnswer } from "../../server/staff/staff-api.js";
import { client } from "../client.js";
import { KeyScreen } from "../key/key-screen.js";
import { useNumber } from "../shared/language.js";
import { useSentence, useText } from "../text.js";
import { FirstForm, FirstPinForm, SignInForm } from "./sign-in-forms.js";
import { TrainingStart } from "./training.js";
import { useIdle } from "./use-idle.js";
import type { SessionState } from "./use-session.js";

/** Shows the page to who is signed in. What was typed there stays while it is locked. */
export function StaffGate({ session, children }: { session: SessionState; children: ComponentChildren }) {
  const { staff: text, key, loading } = useText();
  const sentence = useSentence();
  const [givenPin, setGivenPin] = useState<string>();
  const { answer, trouble, isDrawn, refresh } = session;

  if (trouble?.code === "station/store-key/needed") return <KeyScreen onOpen={refresh} />;
  if (answer === undefined) {
    return <main>{trouble ? <Trouble text={sentence(trouble)} /> : <p class="quiet">{loading}</p>}</main>;
  }
  const { account, isFirst, isLocked } = answer;
  const form = (part: ComponentChildren) => <main class="staff-entry">{part}</main>;
  const start = answer.hasTraining && <TrainingStart />;
  if (isFirst) return form([<FirstForm onDone={refresh} />, start]);
  if (account === null || (isLocked && !isDrawn)) {
    const onDone = async (pin: string) => {
      setGivenPin(pin);
      await refresh();
    };
    const words = { title: text.signInTitle, lead: "", action: text.signIn };
    return form([<SignInForm session={answer} {...words} onDone={onDone} />, start]);
  }
  if (account.mustChange) return form(<FirstPinForm given={givenPin} onDone={refresh} />);
  return (
    <>
      {answer.isPlain && (
        <aside class="staff-due" aria-label={key.plainLabel}>
          <div role="note">{key.plainNotice}</div>
        </aside>
      )}
      {trouble && <Trouble text={sentence(trouble)} />}
      {answer.isBackupDue && (
        <p class="staff-due" role="status">
          {text.backupDue} <a href="#staff/backup">{text.backupTitle}</a>
        </p>
      )}
      {children}
      <IdleLock answer={answer} refresh={refresh} />
    </>
  );
}

function Trouble({ text }: { text: string }) {
  return (
    <p class="alert" role="alert">
      {text}
    </p>
  );
}

function IdleLock({ answer, refresh }: { answer: SessionAnswer; refresh: () => Promise<void> }) {
  const text = useText().staff;
  const number = useNumber();
  // Covered at once; the station follows.
  const [isIdle, setIdle] = useState(false);
  const isLocked = isIdle || answer.isLocked;
  const seconds = useIdle(answer.idleMs, !isLocked, () => {
    setIdle(true);
    void client.lockPage().finally(refresh);
  });
  const dialog = useRef<HTMLDialogElement>(null);
  const cover = () => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  };
  useEffect(() => {
    if (isLocked) cover();
  }, [isLocked]);

  if (!isLocked) {
    return (
      <p class="staff-notice" role="status">
        {seconds !== undefined && text.willLock(number(seconds))}
      </p>
    );
  }
  const words = { title: text.lockedTitle, lead: text.lockedText, action: text.unlock };
  return (
    <dialog
      ref={dialog}
      class="staff-cover"
      aria-labelledby="sign-in-title"
      onKeyDown={(event) => event.key === "Escape" && event.preventDefault()}
      onCancel={(event) => event.preventDefault()}
      onClose={cover}
    >
      <SignInForm
        session={answer}
        {...words}
        onDone={async () => {
          await refresh();
          setIdle(false);
        }}
      />
    </dialog>
  );
}
