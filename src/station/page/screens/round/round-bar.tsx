import { useContext } from "preact/hooks";
import type { RoundAnswer, RoundQuestion } from "../../../server/round/round-api.js";
import { formatDay } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { roundPath } from "../../client.js";
import { LanguageContext } from "../../shared/language.js";
import { useText } from "../../text.js";

const LISTS = ["open", "back", "all"] as const;

interface Props {
  asked: RoundQuestion;
  answer: RoundAnswer;
  onAsk: (part: Partial<RoundQuestion>) => void;
  onWrongDay: () => void;
  /** Undefined: nothing can be shared out. */
  onShare: (() => void) | undefined;
}

/** Which part of the walk is shown, of which day, and the same on paper. */
export function RoundBar({ asked, answer: { day, today, units, teams }, ...on }: Props) {
  const text = useText().round;
  const language = useContext(LanguageContext);
  const shown = { ...asked, day };
  const paper = (path: string, label: string) => (
    <a class="button plain" href={path} target="_blank" rel="noopener">
      {label}
    </a>
  );
  return (
    <div class="toolbar round-bar">
      <Choice
        label={text.unit}
        value={asked.unit}
        choices={named(text.every, units)}
        onChoice={(unit) => on.onAsk({ unit })}
      />
      <Choice
        label={text.team}
        value={asked.team}
        choices={named(text.every, teams)}
        onChoice={(team) => on.onAsk({ team })}
      />
      <Choice
        label={text.list}
        value={asked.list}
        choices={LISTS.map((one) => [one, text.lists[one]] as const)}
        onChoice={(list) => on.onAsk({ list })}
      />
      <label>
        {text.day}
        <input
          key={day}
          inputMode="numeric"
          autocomplete="off"
          defaultValue={formatDay(day)}
          onChange={(event) => {
            const typed = parseTypedDay(event.currentTarget.value, today);
            if (typed === undefined) on.onWrongDay();
            else on.onAsk({ day: typed });
          }}
        />
      </label>
      {paper(roundPath(shown, "list.html", language), text.print)}
      {paper(roundPath({ ...shown, list: "back", day: day + 1 }, "list.html", language), text.printBack)}
      {on.onShare && (
        <button type="button" class="plain" onClick={on.onShare}>
          {text.share}
        </button>
      )}
    </div>
  );
}

/** All of them first, then those that have a name. */
function named(every: string, groups: readonly { name: string }[]): [string, string][] {
  return [
    ["", every],
    ...groups.filter(({ name }) => name !== "").map(({ name }): [string, string] => [name, name]),
  ];
}

function Choice<Value extends string>({
  label,
  value,
  choices,
  onChoice,
}: {
  label: string;
  value: Value;
  choices: readonly (readonly [Value, string])[];
  onChoice: (value: Value) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value as Value)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
