import { client } from "../../client.js";
import { useText } from "../../text.js";
import { useLoaded } from "./use-loaded.js";
import { useSaid } from "../../shared/said.js";

export function SettingsPanel() {
  const text = useText().staff;
  const save_ = useText().save;
  const { value: settings, problem, tell } = useLoaded(client.settings);
  const [note, setNote] = useSaid();
  const [wrong, setWrong] = useSaid();

  async function save(event: Event) {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const numberOf = (name: string) => Number(fields.get(name));
    const [idleMinutes, backupDays] = [numberOf("idleMinutes"), numberOf("backupDays")];
    const checkDays = numberOf("checkDays");
    const isWithin = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
    setNote(undefined);
    if (!isWithin(idleMinutes, 120)) return setWrong(({ text }) => text.staff.minutesWrong);
    if (!isWithin(backupDays, 90) || !isWithin(checkDays, 90))
      return setWrong(({ text }) => text.staff.daysWrong);
    setWrong(undefined);
    try {
      const backupFolder = String(fields.get("backupFolder"));
      await client.putSettings({ idleMinutes, backupDays, checkDays, backupFolder });
      setNote(({ text }) => text.staff.saved);
    } catch (error) {
      tell(error);
    }
  }

  if (settings === undefined) return problem ? <p role="alert">{problem}</p> : null;
  const input = (name: keyof typeof settings, label: string, isNumber: boolean) => (
    <label>
      {label}
      <input
        name={name}
        autocomplete="off"
        {...(isNumber && { inputMode: "numeric" })}
        defaultValue={String(settings[name])}
      />
    </label>
  );
  return (
    <form class="card staff-panel" onSubmit={(event) => void save(event)} noValidate>
      <h2>{text.settingsTitle}</h2>
      <div class="staff-fields">
        {input("idleMinutes", text.idleMinutes, true)}
        {input("backupDays", text.backupDays, true)}
        {input("checkDays", text.checkDays, true)}
        {input("backupFolder", text.backupFolder, false)}
      </div>
      <p class="field-error" role="alert">
        {wrong || problem}
      </p>
      <div class="staff-buttons">
        <button>{save_}</button>
        <span role="status">{note}</span>
      </div>
    </form>
  );
}
