import { useRef, useState } from "preact/hooks";
import type { Problem } from "../../../words/problem.js";
import { isUserError, problemOf } from "../../../words/user-error.js";
import type { ContactWork } from "../../cases/work.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import { HIGHEST_SERIAL } from "../../serial-number.js";
import type { OfficerInput, StationState, TraceAnswer } from "../../server/api.js";
import { client } from "../client.js";
import { f0Choices } from "../f0-choices.js";
import { DateField, FieldError } from "../parts/date-field.js";
import { Empty } from "../parts/empty.js";
import { F0Picker } from "../parts/trace/f0-picker.js";
import { PhoneFiles, encoded } from "../parts/trace/phone-files.js";
import { PhonesMet } from "../parts/trace/phones-met.js";
import { OfficerFields } from "../parts/officer-fields.js";
import { RuleFields } from "../parts/trace/rule-fields.js";
import { TraceResult } from "../parts/trace/trace-result.js";
import { useSentence, useText } from "../text.js";
import { type Problems, type TraceForm, isSameForm, lostBefore, questionOf } from "../trace-form.js";
import { TOKEN_DAYS } from "../../store/kept-days.js";

/** A trace, and the form that asked for it. */
export interface Traced {
  answer: TraceAnswer;
  form: TraceForm;
  /** Of all F0s of a list, the one that is shown among them. */
  ofList?: readonly TraceAnswer[];
}

interface Props {
  station: StationState;
  form: TraceForm;
  setForm: (form: TraceForm) => void;
  traced: Traced | undefined;
  setTraced: (traced: Traced) => void;
}

export function TraceScreen({ station, form, setForm, traced, setTraced }: Props) {
  const text = useText();
  const sentence = useSentence();
  const tokens = station.tokens.filter(
    (token) => station.hasBoxes || token.lastReadMs !== null || token.records > 0,
  );
  const choices = f0Choices(tokens, station.issues);
  const picked = choices.find(({ key }) => key === form.f0);
  const officer = useRef<OfficerInput | null>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [isTracing, setTracing] = useState(false);
  const [listNotes, setListNotes] = useState<readonly Problem[]>([]);
  const today = localDayOf(station.nowMs);
  const change = (part: Partial<TraceForm>) => setForm({ ...form, ...part });
  const lost = lostBefore(form, today);

  async function run(event: SubmitEvent) {
    event.preventDefault();
    const question = questionOf(form, picked, today, text);
    const hasFiles = form.files.length > 0;
    const isPractice = !hasFiles && picked !== undefined && picked.tokens[0]!.serial > HIGHEST_SERIAL;
    const isSealed = station.hasBoxes && !isPractice;
    const isKeyMissing = isSealed && !(officer.current?.keyFile && officer.current.passphrase);
    const found: Problems = "onsetDay" in question ? {} : question;
    if (isKeyMissing) found.officer = text.keyMissing;
    setProblems(found);
    if (!("onsetDay" in question) || isKeyMissing) return;
    const { f0, onsetDay, isolatedDay, rule } = question;
    const used = {
      ...form,
      onset: onsetDay === null ? "" : formatDay(onsetDay),
      isolated: isolatedDay === null ? "" : formatDay(isolatedDay),
      minutes: String(rule.minutes),
    };
    setForm(used);
    setTracing(true);
    setListNotes([]);
    const by = { isolatedDay, rule, officer: isSealed ? officer.current : null };
    try {
      if (f0 === undefined || onsetDay === null) {
        const files = await Promise.all(form.files.map(encoded));
        const { answers, notes } = await client.tracePhones({
          ...{ ...by, files, onsetDay, who: form.phoneOf ? { id: form.phoneOf.id } : null },
          ...(form.from && form.from.person === form.phoneOf?.id && { from: form.from }),
        });
        setListNotes(notes);
        const [answer] = answers;
        if (answer !== undefined) setTraced({ answer, form: used, ofList: answers });
      } else {
        const answer = await client.trace({
          everyLog: form.everyLog,
          ...{ ...by, token: f0.tokens[0]!.token, person: f0.person?.id ?? null, onsetDay },
          ...(form.from?.person === f0.key && { from: form.from }),
        });
        setTraced({ answer, form: used });
      }
    } catch (error) {
      const field = isUserError(error, "custody/wrong-passphrase") ? "officer" : "all";
      setProblems({ [field]: sentence(problemOf(error)) });
    }
    setTracing(false);
  }

  async function note(before: Traced, contact: string, part: Partial<Pick<ContactWork, "status" | "note">>) {
    const { answer } = before;
    try {
      const { work } = await client.act({
        workId: answer.workId,
        act: { do: "decide", person: contact, ...part },
      });
      const noted = { ...answer, work };
      setTraced({
        ...before,
        answer: noted,
        ...(before.ofList && { ofList: before.ofList.map((one) => (one === answer ? noted : one)) }),
      });
    } catch (error) {
      setProblems({ all: sentence(problemOf(error)) });
    }
  }

  // Behind the fields that every trace needs, for the keyboard's sake.
  const phoneFiles = (
    <PhoneFiles
      files={form.files}
      onChange={(files) =>
        change({
          ...{ files, phoneOf: files.length > 0 ? form.phoneOf : undefined },
          onset: files.length > 0 && form.phoneOf === undefined ? "" : form.onset || formatDay(today),
        })
      }
    />
  );

  if (choices.length === 0) {
    return (
      <section>
        <h1>{text.traceTitle}</h1>
        <Empty>
          {text.noReadTokens} <a href="#read">{text.readTab}</a>
        </Empty>
      </section>
    );
  }
  return (
    <section>
      <div class="title">
        <div>
          <h1>{text.traceTitle}</h1>
          <p class="lead">{text.traceLead}</p>
        </div>
      </div>
      <form class="card trace-form" onSubmit={(event) => void run(event)} noValidate>
        <div class="field person">
          {form.files.length === 0 && (
            <>
              <label for="f0">{text.f0}</label>
              <F0Picker
                {...{ choices, picked }}
                onPick={(choice) => change({ f0: choice?.key, phoneOf: undefined })}
              />
              <FieldError text={problems.f0} />
            </>
          )}
          {form.phoneOf && <p class="notice">{text.phoneOf(form.phoneOf.name)}</p>}
          {form.files.length > 0 && phoneFiles}
        </div>
        <DateField
          id="onset"
          label={text.onset}
          value={form.onset}
          problem={problems.onset}
          today={today}
          onInput={(onset) => change({ onset })}
        />
        <DateField
          id="isolated"
          label={text.isolated}
          value={form.isolated}
          problem={problems.isolated}
          today={today}
          onInput={(isolated) => change({ isolated })}
        />
        <button type="submit" class="big" disabled={isTracing}>
          {isTracing ? text.tracing : text.runTrace}
        </button>
        {lost !== undefined && (
          <p class="notice" role="status">
            {text.pastKeeping(TOKEN_DAYS, formatDay(lost))}
          </p>
        )}
        {station.hasBoxes && (
          <OfficerFields problem={problems.officer} onChange={(input) => (officer.current = input)} />
        )}
        <RuleFields form={form} problem={problems.minutes} onChange={change} />
        {form.files.length === 0 && phoneFiles}
        {listNotes.map((one) => (
          <p class="notice" role="status">
            {sentence(one)}
          </p>
        ))}
        {problems.all && (
          <p class="alert" role="alert">
            {problems.all}
          </p>
        )}
      </form>
      {traced?.ofList && traced.ofList.length > 1 && (
        <PhonesMet
          answers={traced.ofList}
          shown={traced.answer}
          onShow={(answer) => setTraced({ ...traced, answer })}
        />
      )}
      {traced ? (
        <TraceResult
          trace={traced.answer}
          isStale={!isSameForm(traced.form, form)}
          tokens={station.tokens}
          onWork={(contact, part) => note(traced, contact, part)}
        />
      ) : (
        <Empty>{text.nothingTraced}</Empty>
      )}
    </section>
  );
}
