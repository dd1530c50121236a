/** Plays a recording. */
import { readFileSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { UserError } from "../../src/words/user-error.js";
import type { Change, Opening, Source } from "./changes.js";
import { createChangeDecoder, decodeOpening } from "./recording-format.js";
import { type Problem, problem } from "../../src/words/problem.js";

export interface Recording extends Source {
  /** The file ends in the middle of something: it is played as far as it goes. */
  readonly isCutShort: boolean;
}

const NEWLINE = 10;

/** @throws UserError one line: what is wrong with the file */
export function openRecording(path: string): Recording {
  const { text, isCutShort } = unpack(path);
  const refuse = (why: Problem) => new UserError("simulator/recording/damaged", { path, why });

  const ends: number[] = [];
  for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, end + 1)) ends.push(end);
  // What comes after the last line break is half a line.
  if (!isCutShort && text.length > 0 && text.at(-1) !== NEWLINE)
    throw refuse(problem("word/recording/last-line"));
  const lineAt = (n: number) => text.toString("utf8", n === 0 ? 0 : ends[n - 1]! + 1, ends[n]);

  const opening = ends.length === 0 ? problem("word/recording/nothing") : decodeOpening(lineAt(0));
  if ("code" in opening) throw refuse(opening);
  if (ends.length < 2) throw refuse(problem("word/recording/no-change"));
  const decode = createChangeDecoder(opening);
  const times = new Float64Array(ends.length);
  for (let n = 1; n < ends.length; n++) {
    const change = decode(lineAt(n));
    if (change === undefined) throw refuse(problem("word/recording/line", { line: n + 1 }));
    times[n] = change.ms;
  }
  const endMs = times.at(-1)!;
  const played: Opening = { ...opening, endMs, fromMs: Math.min(opening.fromMs, endMs) };

  let next = 1;
  return {
    isCutShort,
    opening: played,
    runUntil(ms) {
      const untilMs = Math.min(ms, endMs);
      const changes: Change[] = [];
      while (next < ends.length && times[next]! <= untilMs)
        changes.push(JSON.parse(lineAt(next++)) as Change);
      if ((changes.at(-1)?.ms ?? -1) < untilMs) changes.push({ ms: untilMs });
      return changes;
    },
    restart() {
      next = 1;
    },
  };
}

function unpack(path: string): { text: Buffer; isCutShort: boolean } {
  let packed: Buffer;
  try {
    packed = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError("simulator/recording/unreadable", { path, error: code ?? "?" });
  }
  if (packed[0] !== 0x1f || packed[1] !== 0x8b)
    throw new UserError("simulator/recording/damaged", { path, why: problem("word/recording/not-one") });
  try {
    return { text: gunzipSync(packed), isCutShort: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "Z_BUF_ERROR")
      return { text: gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }), isCutShort: true };
    throw new UserError("simulator/recording/damaged", { path, why: problem("word/recording/compressed") });
  }
}
