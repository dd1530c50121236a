/** Files that stand for F0s with a phone: an F0 list, or what one phone uploads. Which is which their text tells. */
import { parseF0List } from "../../../bluezone/f0-list.js";
import { NotJsonError } from "../../../bluezone/format.js";
import { DAY_MS } from "../../../bluezone/ids.js";
import { type HistoryLine, type UploadKeys, parseHistory, parseInfoF } from "../../../bluezone/upload.js";
import { type Problem, problem } from "../../../words/problem.js";
import { UserError, isUserError } from "../../../words/user-error.js";
import { jsonFault } from "../../text/json-fault.js";
import { type PhoneF0, foreignRows, phoneOfEntry, phoneOfUpload } from "./phone-f0.js";

export interface PhoneFile {
  name: string;
  text: string;
}

/** F0s, and what was noticed in their files. */
export interface NamedPhones {
  phones: PhoneF0[];
  notes: Problem[];
}

/** The first app came out in this month. */
const FIRST_APP_MS = Date.UTC(2020, 3, 1);
/** A list that is loose in one entry is so in all. */
const MOST_NOTES = 20;
const UNMEASURED_DBM = [0, 127];

/** Whichever they are. `UserError` where a file is none of Bluezone's, is damaged, or does not go with the others. */
export function readPhoneFiles(files: readonly PhoneFile[], nowMs: number): NamedPhones {
  const isList = ({ text }: PhoneFile) => isJson(text) && (!/"base_id"/.test(text) || /"data"/.test(text));
  if (!files.some(isList)) return readUpload(files, nowMs);
  return files.length === 1 ? readList(files[0]!) : refuse(files);
}

/** What one phone uploaded: its history, its keys (which are JSON), or both. */
export function readUpload(files: readonly PhoneFile[], nowMs: number): NamedPhones {
  for (const { name, text } of files)
    if (text.trim() === "") throw new UserError("phone/files/empty", { name });
  const [infoF, ...moreKeys] = files.filter(({ text }) => isJson(text));
  const [history, ...moreHistories] = files.filter(({ text }) => !isJson(text));
  if (files.length === 0 || moreKeys.length + moreHistories.length > 0) refuse(files);
  const keys = infoF && parseFile(infoF, parseInfoF);
  return nameUpload(history && parseFile(history, parseHistory), keys, nowMs);
}

function refuse(files: readonly PhoneFile[]): never {
  throw new UserError("phone/files/which", { names: files.map(({ name }) => name).join(", ") });
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

export function readList(file: PhoneFile): NamedPhones {
  const { entries, notes } = parseFile(file, parseF0List);
  if (entries.length === 0) throw new UserError("phone/nobody-listed");
  const shifted = entries.filter(({ startS }) => (startS * 1000) % DAY_MS !== 0);
  const about = shifted
    .slice(0, 1)
    .map(({ f0, startS }) =>
      problem("phone/note/not-midnight", { count: shifted.length, index: f0, start: startS }),
    );
  const more = notes.length - MOST_NOTES;
  const left = more > 0 ? [problem("phone/note/more", { count: more })] : [];
  return { phones: entries.map(phoneOfEntry), notes: [...notes.slice(0, MOST_NOTES), ...left, ...about] };
}

function nameUpload(
  whole: readonly HistoryLine[] | undefined,
  keys: UploadKeys | undefined,
  nowMs: number,
): NamedPhones {
  const isPossible = ({ timeMs }: HistoryLine) => timeMs >= FIRST_APP_MS && timeMs <= nowMs + DAY_MS;
  const history = (whole ?? []).filter(isPossible);
  const lost = (whole ?? []).length - history.length;
  if (history.length === 0 && whole !== undefined) throw new UserError("phone/outside");
  const phone = phoneOfUpload(history, keys);
  const foreign = phone.entry && history.length > 0 ? foreignRows(history, phone.entry) : 0;
  const unmeasured = history.filter(({ rssiDbm }) => UNMEASURED_DBM.includes(rssiDbm)).length;
  const notes = [
    ...(keys === undefined ? [problem("phone/note/no-keys")] : []),
    ...(whole === undefined ? [problem("phone/note/no-history")] : []),
    ...(lost > 0 ? [problem("phone/note/no-time", { count: lost })] : []),
    ...(foreign > 0 ? [problem("phone/note/foreign-rows", { count: foreign })] : []),
    ...(unmeasured > 0 ? [problem("phone/note/unmeasured", { count: unmeasured })] : []),
  ];
  return { phones: [phone], notes };
}

function parseFile<T>({ name, text }: PhoneFile, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!isUserError(error, "bluezone")) throw error;
    throw new UserError("phone/files/unknown", { name, why: withPlace(error) });
  }
}

/** Where a text stops being JSON, is said as well. */
export function withPlace(error: UserError): Problem {
  if (!(error instanceof NotJsonError)) return error;
  const { line, column, what: fault } = jsonFault(error.text, "json");
  return problem("bluezone/not-json/at", { what: error.what, line, column, fault });
}
