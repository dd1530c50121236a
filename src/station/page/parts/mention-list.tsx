import type { CaseTextKind } from "../../cases/withdrawal/mentions.js";
import type { Chosen, Mention, MentionKind } from "../../store/staff/mentions.js";
import type { Span } from "../../text/mentions.js";
import { useNumber } from "../shared/language.js";
import { useText } from "../text.js";

export type AnyMention = Mention<MentionKind | CaseTextKind>;

/** Those that are ticked before anybody looks. */
export const sureOf = (mentions: readonly AnyMention[]): ReadonlySet<string> =>
  new Set(mentions.filter(({ isSure }) => isSure).map(({ at }) => at));

export function chosenOf(mentions: readonly AnyMention[], ticked: ReadonlySet<string>): Chosen[] {
  return mentions.filter(({ at }) => ticked.has(at)).map(({ at, text }) => ({ at, text }));
}

interface Props {
  mentions: readonly AnyMention[];
  /** By where they stand. */
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
}

/** Texts that name a person, to be ticked one by one or all at once. */
export function MentionList({ mentions, ticked, onTick }: Props) {
  const text = useText().mentions;
  const number = useNumber();
  if (mentions.length === 0) return <p class="quiet">{text.none}</p>;
  const isAll = mentions.every(({ at }) => ticked.has(at));

  function tick(at: string, isTicked: boolean) {
    const next = new Set(ticked);
    if (isTicked) next.add(at);
    else next.delete(at);
    onTick(next);
  }

  return (
    <fieldset class="mentions">
      <legend>{text.list}</legend>
      <p class="quiet">{text.lead(number(mentions.length))}</p>
      <label class="tick">
        <input
          type="checkbox"
          checked={isAll}
          onChange={(event) =>
            onTick(new Set(event.currentTarget.checked ? mentions.map(({ at }) => at) : []))
          }
        />
        <span>{text.all}</span>
      </label>
      <ul>
        {mentions.map(({ at, kind, of, text: words, spans }) => (
          <li key={at}>
            <label class="tick">
              <input
                type="checkbox"
                checked={ticked.has(at)}
                onChange={(event) => tick(at, event.currentTarget.checked)}
              />
              <span>
                <span class="main">{text.kinds[kind](of || text.someone)}</span>
                <Marked text={words} spans={spans} />
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Marked({ text, spans }: { text: string; spans: readonly Span[] }) {
  const parts = spans.flatMap(({ from, to }, i) => [
    text.slice(spans[i - 1]?.to ?? 0, from),
    <mark key={from}>{text.slice(from, to)}</mark>,
  ]);
  return (
    <span class="sub">
      {parts}
      {text.slice(spans.at(-1)?.to ?? 0)}
    </span>
  );
}
