/**
 * Computers that derive IDs for a case (`store/province/PROVINCE.md`, _One case_): each is a command that reads a task from its
 * standard input and writes what it found to its standard output. Beside a server: `ssh records-1 bztoken derive`.
 *
 * Task: how many IDs (4 bytes, little-endian), the IDs (12 each), then sub-keys of slot 0 (32 each). Answer: a line `ID KEY SLOT` for each
 * that was found, by their places in the task, and at the end a line `end`.
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { ID_BYTES, KEY_BYTES, SLOTS_PER_DAY, idOf } from "../../bluezone/ids.js";
import { UserError } from "../../words/user-error.js";
import { bytesOf, createShortHash, wordsOf } from "../short-hash.js";
import { byteString, type Found } from "./id-lookup.js";

/** Commands of helpers, one a line. */
export const HELPERS_SETTING = "BZTOKEN_HELPERS";

/** Of an answer's line, more than the longest. */
const LINE_BYTES = 32;
/** Of what a command says of itself. */
const WHY_LENGTH = 200;

export function helpersOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  return (environment[HELPERS_SETTING] ?? "")
    .split("\n")
    .map((command) => command.trim())
    .filter((command) => command !== "");
}

export function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

export function encodeTask(ids: ReadonlySet<string>, subKeys: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(ids.size);
  return Buffer.concat([head, Buffer.from([...ids].join(""), "latin1"), subKeys]);
}

/** Undefined where it is none. */
export function decodeTask(task: Buffer): { ids: string[]; subKeys: Uint8Array } | undefined {
  const keysAt = task.length < 4 ? Infinity : 4 + task.readUInt32LE() * ID_BYTES;
  if (keysAt > task.length || (task.length - keysAt) % KEY_BYTES !== 0) return undefined;
  const ids = [];
  for (let at = 4; at < keysAt; at += ID_BYTES) ids.push(byteString(task.subarray(at, at + ID_BYTES)));
  return { ids, subKeys: Uint8Array.from(task.subarray(keysAt)) };
}

/** @returns lines */
export function encodeAnswer(ids: readonly string[], found: readonly Found[]): string[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  return [...found.map(({ id, day, slot }) => `${places.get(id)!} ${day} ${slot}`), "end"];
}

/** `UserError` where the command fails, is cut off, or says what is not so. */
export async function askHelper(
  command: string,
  ids: ReadonlySet<string>,
  subKeys: Uint8Array,
): Promise<Found[]> {
  const failed = (why: string) => new UserError("station/helper/failed", { command, why });
  const child = spawn(command, { shell: true, stdio: "pipe" });
  // One that ends before it has read all says why by how it ends.
  child.stdin.on("error", () => {});
  child.stdin.end(encodeTask(ids, subKeys));
  let [answer, said] = ["", ""];
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
    // What the shell started ends with the pipe.
    if (answer.length > LINE_BYTES * (ids.size + 1)) child.stdout.destroy();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(0, WHY_LENGTH)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject(failed(error.message)));
    child.on("close", resolve);
  });
  if (code !== 0) throw failed(said.trim() || `${code}`);
  const lines = answer.split("\n");
  if (lines.at(-2) !== "end") throw failed("…");
  const all = [...ids];
  const { step } = createShortHash();
  return lines.slice(0, -2).map((line) => {
    const [place, day, slot] = line.split(" ").map(Number) as [number, number, number];
    const [id, subKey] = [all[place], subKeys.slice(day * KEY_BYTES, (day + 1) * KEY_BYTES)];
    const isOfTask =
      [place, day, slot].every(Number.isInteger) &&
      id !== undefined &&
      subKey.length === KEY_BYTES &&
      slot >= 0 &&
      slot < SLOTS_PER_DAY;
    if (!isOfTask) throw new UserError("station/helper/lies", { command });
    const words = wordsOf(subKey);
    for (let i = 0; i < slot; i++) step(words);
    if (byteString(idOf(bytesOf(words))) !== id) throw new UserError("station/helper/lies", { command });
    return { id, day, slot };
  });
}
