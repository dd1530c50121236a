import type { ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { type Problem, sentenceOf } from "../../../words/problem.js";
import type { Language } from "../../../words/language.js";
import type { PassageKind } from "../../store/registry/gate-passages.js";
import type { GateAnswer } from "../../server/gate/gate-api.js";
import { formatClock, formatDay, localDayOf } from "../../text/local-time.js";
import { PageFrame } from "../shared/frame.js";
import { LanguageContext, useNumber } from "../shared/language.js";
import { en } from "./en.js";
import { type Catalogue, vi } from "./vi.js";

const catalogues: Record<Language, Catalogue> = { vi, en };
const useText = () => catalogues[useContext(LanguageContext)];

/** Quicker than a person looks up. */
const LOOK_MS = 400;
const HOUR_MS = 3_600_000;
const KINDS: readonly PassageKind[] = ["token", "android", "iphone", "without"];

async function ask(path: string, method: "GET" | "POST"): Promise<GateAnswer> {
  const post = { method, headers: { "Content-Type": "application/json" }, body: "{}" };
  const response = await fetch(path, method === "POST" ? post : {});
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as GateAnswer;
}

export function App() {
  return (
    <PageFrame catalogues={catalogues} head={null}>
      <Gate />
    </PageFrame>
  );
}

function Gate() {
  const text = useText();
  const [answer, setAnswer] = useState<GateAnswer>();
  const [isOffline, setOffline] = useState(false);
  useEffect(() => {
    let timer = 0;
    let isGone = false;
    const look = async () => {
      await ask("/api/gate", "GET").then(
        (next) => {
          setAnswer(next);
          setOffline(false);
        },
        () => setOffline(true),
      );
      if (!isGone) timer = window.setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  if (answer === undefined) return <main class="quiet">{text.loading}</main>;
  const letIn = () => ask("/api/gate/without", "POST").then(setAnswer, () => setOffline(true));
  return (
    <main class="gate">
      <Sign answer={answer} isOffline={isOffline} />
      <button type="button" class="let-in" onClick={() => void letIn()}>
        {text.without}
      </button>
      <Hours answer={answer} />
    </main>
  );
}

const TICK = <path d="M4 12 L10 18 L20 6" />;
/** Of a token. */
const BUTTON = <circle cx="12" cy="12" r="4" />;
const CALL = <path d="M12 4 V14 M12 18 V19" />;

/** What is read from two metres: a sign, a line, and what to do. */
function Sign({ answer, isOffline }: { answer: GateAnswer; isOffline: boolean }) {
  const text = useText();
  const language = useContext(LanguageContext);
  const { sight, trouble } = answer;
  const sentence = (one: Problem) => sentenceOf(one, language);
  if (isOffline || trouble !== undefined || sight === undefined) {
    const more = trouble === undefined ? "" : sentence(trouble);
    return <Board look="trouble" mark={null} line={text.trouble} more={[more]} />;
  }
  const { kind, isRightHere } = sight;
  if (kind === "iphone-asleep")
    return <Board look="wait" mark={CALL} line={text.asleep} more={[text.asleepMore]} />;
  if (kind !== "nobody" && isRightHere)
    return <Board look="pass" mark={TICK} line={text.green[kind]} more={[text.greenMore]} />;
  if (kind === "token") return <Board look="wait" mark={CALL} line={text.nearer} more={[text.nearerMore]} />;
  return (
    <Board look="ask" mark={BUTTON} line={text.press} more={[text.pressMore, text.phone, text.neither]} />
  );
}

interface BoardProps {
  look: "pass" | "wait" | "ask" | "trouble";
  mark: ComponentChildren;
  line: string;
  more: readonly string[];
}

function Board({ look, mark, line, more }: BoardProps) {
  return (
    <section class={`board ${look}`} role="status">
      <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
        {mark}
      </svg>
      <div>
        <h1>{line}</h1>
        {more.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </section>
  );
}

/** Of today; what is printed. */
function Hours({ answer: { hours, nowMs } }: { answer: GateAnswer }) {
  const text = useText();
  const number = useNumber();
  const sumOf = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);
  return (
    <section class="hours">
      <div class="head">
        <h2>
          {text.hours} <span class="day">{formatDay(localDayOf(nowMs))}</span>
        </h2>
        <button type="button" class="plain" onClick={() => print()}>
          {text.print}
        </button>
      </div>
      {hours.length === 0 ? (
        <p class="quiet">{text.none}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{text.hour}</th>
              {KINDS.map((kind) => (
                <th key={kind} class="number">
                  {text.kinds[kind]}
                </th>
              ))}
              <th class="number">{text.sum}</th>
            </tr>
          </thead>
          <tbody>
            {hours.map(({ hourMs, passages }) => (
              <tr key={hourMs}>
                <td>
                  {formatClock(hourMs)}–{formatClock(hourMs + HOUR_MS)}
                </td>
                {KINDS.map((kind) => (
                  <td key={kind} class="number">
                    {number(passages[kind])}
                  </td>
                ))}
                <td class="number">{number(sumOf(Object.values(passages)))}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th>{text.sum}</th>
              {KINDS.map((kind) => (
                <td key={kind} class="number">
                  {number(sumOf(hours.map(({ passages }) => passages[kind])))}
                </td>
              ))}
              <td class="number">
                {number(sumOf(hours.flatMap(({ passages }) => Object.values(passages))))}
              </td>
            </tr>
          </tfoot>
        </table>
      )}
      <p class="quiet">{text.note}</p>
      <p class="guard">{text.guard} …………………………</p>
    </section>
  );
}
