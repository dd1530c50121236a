import { type Figures, ACTIVITIES, PEOPLE_FIGURES } from "../../../coverage/figures.js";
import type { UnitName } from "../../../server/coverage/coverage-api.js";
import { formatDay } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

interface Props {
  unit: UnitName;
  today: number;
  onClose: (isChanged: boolean) => void;
}

/** What a unit without a register counted: for itself with all below it. */
export function FiguresDialog({ unit, today, onClose }: Props) {
  const text = useText().coverage;
  const [problem, setProblem] = useSaid();
  const labels = { population: text.people, smartphones: text.smartphones, phoneless: text.phoneless, installs: text.installs, tokens: text.tokens, ...text.activityNames }; // prettier-ignore

  async function save(fields: FormData) {
    const day = parseTypedDay(String(fields.get("day")), today);
    if (day === undefined) return setProblem(({ text }) => text.coverage.notDate);
    const read = (prefix: string, names: readonly (keyof typeof labels)[]): Figures | string => {
      const figures: Figures = {};
      for (const name of names) {
        const typed = String(fields.get(prefix + name) ?? "").replace(/[\s.,]/g, "");
        if (typed === "") continue;
        if (!/^\d{1,9}$/.test(typed)) return text.notNumber(labels[name]);
        figures[name] = Number(typed);
      }
      return figures;
    };
    const all = read("", [...PEOPLE_FIGURES, ...ACTIVITIES]);
    const ofGroup = read("group-", PEOPLE_FIGURES);
    if (typeof all === "string") return setProblem(() => all);
    if (typeof ofGroup === "string") return setProblem(() => ofGroup);
    const group = String(fields.get("group") ?? "").trim();
    try {
      await client.enterFigures({
        unitId: unit.id,
        day,
        all,
        groups: group === "" ? {} : { [group]: ofGroup },
      });
      onClose(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  const input = (name: keyof typeof labels, prefix = "") => (
    <label key={name}>
      {labels[name]}
      <input name={prefix + name} inputMode="numeric" autocomplete="off" />
    </label>
  );
  return (
    <Dialog
      title={text.enterTitle(unit.name)}
      problem={problem}
      onSave={(fields) => void save(fields)}
      onClose={() => onClose(false)}
    >
      <p class="quiet">{text.enterNote}</p>
      <label>
        {text.day}
        <input name="day" inputMode="numeric" autocomplete="off" defaultValue={formatDay(today)} />
      </label>
      <div class="coverage-fields">{PEOPLE_FIGURES.map((name) => input(name))}</div>
      <div class="coverage-fields">{ACTIVITIES.map((name) => input(name))}</div>
      <fieldset class="coverage-group">
        <legend>{text.enterGroup}</legend>
        <label>
          {text.groupName}
          <input name="group" autocomplete="off" />
        </label>
        <div class="coverage-fields">{PEOPLE_FIGURES.map((name) => input(name, "group-"))}</div>
      </fieldset>
    </Dialog>
  );
}
