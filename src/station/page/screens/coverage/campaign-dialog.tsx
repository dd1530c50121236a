import type { Campaign } from "../../../coverage/campaign.js";
import { formatDay } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { problemOf } from "../../../../words/user-error.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

const WEEKS = 12;

interface Props {
  /** Undefined: a new one. */
  campaign: Campaign | undefined;
  today: number;
  onClose: (id: string | undefined) => void;
}

/** Since when, what it aims at, and who reports by which day. */
export function CampaignDialog({ campaign, today, onClose }: Props) {
  const text = useText().coverage;
  const [problem, setProblem] = useSaid();

  async function save(fields: FormData) {
    const made = campaignOf(fields, campaign?.id ?? crypto.randomUUID(), today, text);
    if (typeof made === "string") return setProblem(() => made);
    try {
      await client.putCampaign(made);
      onClose(made.id);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  const percent = (group: string) => {
    const share = campaign?.targets.find((target) => target.group === group)?.share;
    return share === undefined ? "" : String(Math.round(1000 * share) / 10);
  };
  const groups = (campaign?.targets ?? []).filter(({ group }) => group !== "");
  return (
    <Dialog
      title={text.planTitle}
      problem={problem}
      onSave={(fields) => void save(fields)}
      onClose={() => onClose(undefined)}
    >
      <label>
        {text.planName}
        <input name="name" autocomplete="off" defaultValue={campaign?.name ?? ""} />
      </label>
      <div class="pair">
        <label>
          {text.planFrom}
          <input
            name="from"
            inputMode="numeric"
            autocomplete="off"
            defaultValue={formatDay(campaign?.fromDay ?? today)}
          />
        </label>
        <label>
          {text.planTo}
          <input
            name="to"
            inputMode="numeric"
            autocomplete="off"
            defaultValue={typeof campaign?.toDay === "number" ? formatDay(campaign.toDay) : ""}
          />
        </label>
      </div>
      <div class="pair">
        <label>
          {text.planTarget}
          <input name="target" inputMode="decimal" autocomplete="off" defaultValue={percent("")} />
        </label>
        <label>
          {text.planDays}
          <input
            name="days"
            inputMode="numeric"
            autocomplete="off"
            defaultValue={String(campaign?.activeDays ?? 7)}
          />
        </label>
      </div>
      <label>
        {text.planGroups}
        <textarea
          name="groups"
          rows={3}
          defaultValue={groups.map(({ group }) => `${group}: ${percent(group)}`).join("\n")}
        />
      </label>
      <label>
        {text.planDues}
        <input
          name="dues"
          autocomplete="off"
          defaultValue={(campaign?.dues ?? []).map(({ day }) => formatDay(day)).join(", ")}
        />
      </label>
      <label>
        {text.planKinds}
        <select name="kinds" defaultValue={campaign?.dues[0]?.kinds[0] ?? ""}>
          <option value="">{text.kinds.all}</option>
          {(["district", "commune", "office"] as const).map((kind) => (
            <option key={kind} value={kind}>
              {text.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" name="weekly" />
        {text.planWeekly}
      </label>
    </Dialog>
  );
}

function campaignOf(
  fields: FormData,
  id: string,
  today: number,
  text: ReturnType<typeof useText>["coverage"],
): Campaign | string {
  const field = (name: string) => String(fields.get(name) ?? "").trim();
  const fromDay = parseTypedDay(field("from"), today);
  const toDay = field("to") === "" ? null : parseTypedDay(field("to"), today);
  const days = field("dues")
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((one) => parseTypedDay(one, today));
  if (fromDay === undefined || toDay === undefined || !days.every((day) => day !== undefined))
    return text.notDate;
  const activeDays = Number(field("days"));
  if (!Number.isInteger(activeDays) || activeDays < 1 || activeDays > 60)
    return text.notNumber(text.planDays);
  if (field("name") === "") return `${text.planName}: ?`;
  const targets: Campaign["targets"] = [];
  const share = (typed: string) => Number(typed.replace(",", ".").replace("%", "")) / 100;
  if (field("target") !== "") targets.push({ group: "", share: share(field("target")) });
  for (const line of field("groups")
    .split("\n")
    .filter((one) => one.trim() !== "")) {
    const [, group, typed] = /^(.+):\s*([\d.,]+)\s*%?\s*$/.exec(line.trim()) ?? [];
    if (group === undefined) return text.notGroups;
    targets.push({ group: group.trim(), share: share(typed!) });
  }
  if (!targets.every((target) => target.share >= 0 && target.share <= 1)) return text.notShare;
  const kind = field("kinds") as "" | "district" | "commune" | "office";
  const sorted = [...days].sort((a, b) => a - b);
  const last = sorted.at(-1);
  if (fields.get("weekly") !== null && last !== undefined) {
    const until = toDay ?? last + 7 * WEEKS;
    for (let day = last + 7; day <= until; day += 7) sorted.push(day);
  }
  const dues = [...new Set(sorted)].map((day) => ({ day, kinds: kind === "" ? [] : [kind] }));
  return { id, name: field("name"), fromDay, toDay, activeDays, targets, dues };
}
