/** What stands in the form of a trace, and what it asks for. */
import { DEFAULT_RULE, type CloseContactRule, type PointName } from "../../contacts/operating-points.js";
import { TOKEN_DAYS } from "../store/kept-days.js";
import { formatDay } from "../text/local-time.js";
import { parseTypedDay } from "../text/typed-time.js";
import type { F0Choice } from "./f0-choices.js";
import type { Catalogue } from "./vi.js";

/** Decision 5053/QĐ-BYT, as in a trace that is not told otherwise. */
const LOOK_BACK_DAYS = 3;

/** As people typed it. */
export interface TraceForm {
  /** The choice's key. */
  f0: string | undefined;
  /** Somebody of the register whose phone it is. */
  phoneOf?: { id: string; name: string } | undefined;
  /** Of the F0's phone, in the place of a choice. */
  files: readonly File[];
  onset: string;
  isolated: string;
  minutes: string;
  point: PointName;
  everyLog: boolean;
  /** The case in which the F0 was a contact before they fell ill. */
  from?: { workId: string; person: string };
}

export function emptyForm(today: number): TraceForm {
  const { minutes, point } = DEFAULT_RULE;
  return {
    ...{ f0: undefined, files: [], onset: formatDay(today), isolated: "" },
    ...{ minutes: String(minutes), point, everyLog: false },
  };
}

/** Asks for the files of somebody's phone. */
export function phoneFormOf({ id, name }: { id: string; name: string }, onset: string): Partial<TraceForm> {
  return { f0: undefined, files: [], phoneOf: { id, name }, onset, isolated: "" };
}

export interface TraceQuestion {
  /** Undefined where files of phones are given. */
  f0: F0Choice | undefined;
  /** Null only where files are given. */
  onsetDay: number | null;
  isolatedDay: number | null;
  rule: CloseContactRule;
}

export type Problems = Partial<Record<"f0" | "onset" | "isolated" | "minutes" | "officer" | "all", string>>;

/** The question, or beside which field something is wrong with it. */
export function questionOf(
  form: TraceForm,
  f0: F0Choice | undefined,
  today: number,
  text: Catalogue,
): TraceQuestion | Problems {
  const problems: Problems = {};
  const hasFiles = form.files.length > 0;
  if (f0 === undefined && !hasFiles) problems.f0 = text.f0Missing;
  const isOpen = hasFiles && form.onset.trim() === "";
  const onsetDay = isOpen ? null : parseTypedDay(form.onset, today);
  if (onsetDay === undefined) problems.onset = text.dateWrong;
  else if (onsetDay !== null && onsetDay > today) problems.onset = text.dateFuture;
  const isolatedDay = form.isolated.trim() === "" ? null : parseTypedDay(form.isolated, today);
  if (isolatedDay === undefined) problems.isolated = text.dateWrong;
  else if (isolatedDay !== null && isolatedDay < (onsetDay ?? -Infinity) - LOOK_BACK_DAYS) {
    problems.isolated = text.dateOrder;
  }
  const minutes = Number(form.minutes);
  if (!/^\d+$/.test(form.minutes.trim()) || minutes < 1 || minutes > 1440) {
    problems.minutes = text.minutesWrong;
  }
  if (Object.keys(problems).length > 0) return problems;
  const rule = { point: form.point, minutes };
  return { f0: hasFiles ? undefined : f0, onsetDay: onsetDay!, isolatedDay: isolatedDay!, rule };
}

/** The day from which on a token still has what it heard, where the window begins before it. */
export function lostBefore(form: TraceForm, today: number): number | undefined {
  const onsetDay = parseTypedDay(form.onset, today);
  const keptFrom = today - TOKEN_DAYS;
  return onsetDay !== undefined && onsetDay - LOOK_BACK_DAYS < keptFrom ? keptFrom : undefined;
}

/** Whether two forms ask for the same. */
export function isSameForm(one: TraceForm, other: TraceForm): boolean {
  const plain = (form: TraceForm) =>
    JSON.stringify({
      ...one,
      ...form,
      files: form.files.map((file) => [file.name, file.size, file.lastModified]),
    });
  return plain(one) === plain(other);
}
