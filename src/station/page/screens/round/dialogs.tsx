/** What is asked at a door: the household itself, a person who is not in the register, the day to come back, the team. */
import { useState } from "preact/hooks";
import type { HouseholdInput, MemberInput, TeamInput } from "../../../server/round/round-api.js";
import type { WalkedHousehold } from "../../../store/types.js";
import { formatDay, isoDay } from "../../../text/local-time.js";
import { parseTypedDay } from "../../../text/typed-time.js";
import { problemOf } from "../../../../words/user-error.js";
import { DateField } from "../../parts/date-field.js";
import { Dialog } from "../../parts/dialog.js";
import { personOf } from "../../parts/person-fields.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

/** Saves what was typed; what is wrong with it stands in the dialog. */
function useSave() {
  const [problem, setProblem] = useSaid();
  const save = (work: () => Promise<unknown>) =>
    work().catch((error: unknown) => setProblem(problemOf(error)));
  return { problem, setProblem, save };
}

interface HouseholdProps {
  /** Undefined: a new one. */
  household: WalkedHousehold | undefined;
  /** Of a new one. */
  unit: string;
  team: string;
  /** The number of the one before; null: the last. */
  after: number | null;
  onSave: (input: HouseholdInput) => Promise<unknown>;
  onClose: () => void;
}

export function HouseholdDialog({ household, unit, team, after, onSave, onClose }: HouseholdProps) {
  const text = useText().round;
  const { problem, setProblem, save } = useSave();
  function read(fields: FormData) {
    const field = (name: string) => String(fields.get(name) ?? "").trim();
    const [count, position] = [field("people"), field("position")];
    if (field("unit") === "" || field("address") === "") return setProblem(({ text }) => text.round.missing);
    if (!/^\d{0,3}$/.test(count) || !/^\d{0,6}$/.test(position))
      return setProblem(({ text }) => text.round.notNumber);
    void save(() =>
      onSave({
        ...{ id: household?.id ?? null, unit: field("unit"), address: field("address"), team: field("team") },
        position: household === undefined ? after : position === "" ? household.position : Number(position),
        ...{ people: count === "" ? null : Number(count), note: field("note") },
      }),
    );
  }
  const input = (name: string, label: string, value: string | number | null, isNumber = false) => (
    <label>
      {label}
      <input
        name={name}
        autocomplete="off"
        maxLength={120}
        defaultValue={String(value ?? "")}
        {...(isNumber && { inputMode: "numeric" as const })}
      />
    </label>
  );
  const isLast = after === null;
  return (
    <Dialog
      title={household ? text.editTitle(household.address) : isLast ? text.add : text.addAfter(String(after))}
      problem={problem}
      onSave={read}
      onClose={onClose}
    >
      {input("address", text.address, household?.address ?? "")}
      <div class="pair">
        {input("unit", text.unit, household?.unit ?? unit)}
        {input("team", text.team, household?.team ?? team)}
      </div>
      <div class="pair">
        {input("people", text.count, household?.people ?? null, true)}
        {household && input("position", text.position, household.position, true)}
      </div>
      {input("note", text.note, household?.note ?? "")}
    </Dialog>
  );
}

interface MemberProps {
  household: WalkedHousehold;
  nowDay: number;
  onSave: (input: MemberInput) => Promise<unknown>;
  onClose: () => void;
}

/** Name, year and phone; unit and address are the household's. */
export function MemberDialog({ household, nowDay, onSave, onClose }: MemberProps) {
  const words = useText();
  const text = words.round;
  const { problem, setProblem, save } = useSave();
  function read(fields: FormData) {
    const person = personOf(fields, Number(isoDay(nowDay).slice(0, 4)), words);
    if (typeof person === "string") return setProblem(() => person);
    const { name, birthYear, phone } = person;
    const has = { yes: true, no: false }[String(fields.get("smartphone"))] ?? null;
    void save(() => onSave({ id: household.id, name, birthYear, phone: phone || null, smartphone: has }));
  }
  return (
    <Dialog title={text.addMemberOf(household.address)} problem={problem} onSave={read} onClose={onClose}>
      <p class="quiet">{text.memberNote}</p>
      <label>
        {words.personName}
        <input name="name" autocomplete="off" maxLength={120} />
      </label>
      <div class="pair">
        <label>
          {words.personBirthYear}
          <input name="birthYear" inputMode="numeric" autocomplete="off" />
        </label>
        <label>
          {words.personPhone}
          <input name="phone" inputMode="tel" autocomplete="off" maxLength={120} />
        </label>
      </div>
      <label>
        {text.hasNoPhone}
        <select name="smartphone">
          <option value="no">{words.people.smartphones.no}</option>
          <option value="yes">{words.people.smartphones.yes}</option>
          <option value="">{words.people.unknown}</option>
        </select>
      </label>
    </Dialog>
  );
}

interface BackProps {
  household: WalkedHousehold;
  /** Of the visit. */
  day: number;
  onSave: (backDay: number | null) => Promise<unknown>;
  onClose: () => void;
}

export function BackDialog({ household, day, onSave, onClose }: BackProps) {
  const words = useText();
  const { problem, save } = useSave();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  function read() {
    const backDay = typed.trim() === "" ? null : parseTypedDay(typed, day, "ahead");
    if (backDay === undefined || (backDay !== null && backDay < day)) return setWrong(words.dateWrong);
    void save(() => onSave(backDay));
  }
  return (
    <Dialog
      title={words.round.backTitle(household.address)}
      problem={problem}
      onSave={read}
      onClose={onClose}
    >
      <DateField
        id="back-day"
        label={words.round.backDay}
        value={typed}
        problem={wrong}
        today={day}
        way="ahead"
        onInput={(value) => {
          setTyped(value);
          setWrong(undefined);
        }}
      />
      <p class="quiet">{words.round.on(formatDay(day))}</p>
    </Dialog>
  );
}

interface TeamProps {
  unit: string;
  households: readonly WalkedHousehold[];
  onSave: (input: TeamInput) => Promise<unknown>;
  onClose: () => void;
}

/** A run of lanes to one team. */
export function TeamDialog({ unit, households, onSave, onClose }: TeamProps) {
  const text = useText().round;
  const { problem, setProblem, save } = useSave();
  function read(fields: FormData) {
    const [from, to] = [Number(fields.get("from")), Number(fields.get("to"))];
    const ids = households.filter(({ position }) => position >= from && position <= to).map(({ id }) => id);
    if (ids.length === 0) return setProblem(({ text }) => text.round.shareWrong);
    void save(() => onSave({ ids, team: String(fields.get("team")).trim() }));
  }
  const number = (name: string, label: string, value: number) => (
    <label>
      {label}
      <input name={name} inputMode="numeric" autocomplete="off" defaultValue={String(value)} />
    </label>
  );
  return (
    <Dialog title={text.shareTitle(unit)} problem={problem} onSave={read} onClose={onClose}>
      <div class="pair">
        {number("from", text.shareFrom, households[0]?.position ?? 1)}
        {number("to", text.shareTo, households.at(-1)?.position ?? 1)}
      </div>
      <label>
        {text.team}
        <input name="team" autocomplete="off" maxLength={120} />
      </label>
    </Dialog>
  );
}
