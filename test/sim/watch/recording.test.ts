import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Message } from "../../../sim/watch/api.js";
import type { Change, Source } from "../../../sim/watch/changes.js";
import { createRecorder } from "../../../sim/watch/recorder.js";
import { openRecording } from "../../../sim/watch/recording.js";
import { TICK_MS, createSession } from "../../../sim/watch/session.js";
import { HOUR_MS, watchedTown } from "./watched-village.js";
import { isUserError } from "../../../src/words/user-error.js";

/** Everything that a spectator is told, at speeds and presses that are always the same. */
function watch(source: Source, onChange: (change: Change) => void = () => {}) {
  let realMs = 0;
  const session = createSession(source, () => realMs, onChange);
  const messages: Message[] = [session.fullMessage()];
  session.subscribe((message) => messages.push(message));
  const insides: unknown[] = [];
  const go = (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      realMs += TICK_MS;
      session.tick();
    }
    insides.push([0, 7, 23].map((person) => structuredClone(session.inside(person))));
  };
  session.setSpeed(600);
  go(390);
  session.setSpeed(1);
  session.press(7);
  go(20);
  session.setSpeed(600);
  go(40);
  return { messages, insides };
}

describe("recordings of the live view", function () {
  this.timeout(180_000);
  let folder: string;
  let whole: string;
  let live: ReturnType<typeof watch>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-watch-"));
    whole = join(folder, "whole.bzw");
    const devices = { token: 0.8, android: 0.2, iphone: 0, none: 0 };
    const carrying = { worn: 1, pocket: 0, bag: 0, leftAtHome: 0.1, uncharged: 0.1 };
    const { source } = watchedTown("village", 40, { devices, carrying });
    const recorder = await createRecorder(whole, source.opening);
    live = watch(source, recorder.write);
    await recorder.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("play the same frames and insides as were watched", () => {
    const recording = openRecording(whole);
    assert.equal(recording.isCutShort, false);
    const replayed = watch(recording);
    assert.ok(live.messages.some(({ frame }) => frame.flashed !== undefined));
    assert.ok(live.messages.filter(({ frame }) => frame.links !== undefined).length > 50);
    assert.deepEqual(replayed.insides, live.insides);
    assert.equal(replayed.messages.length, live.messages.length);
    replayed.messages.forEach((message, n) => {
      assert.deepEqual(message.frame, live.messages[n]!.frame, `frame ${n}`);
    });
    assert.equal(recording.opening.endMs, live.messages.at(-1)!.frame.ms);
  });

  it("play again from the beginning", () => {
    const recording = openRecording(whole);
    const first = watch(recording);
    recording.restart!();
    assert.deepEqual(watch(recording), first);
  });

  it("play as far as they go where the program was killed", () => {
    const path = join(folder, "short.bzw");
    const packed = readFileSync(whole);
    writeFileSync(path, packed.subarray(0, packed.length / 2));
    const recording = openRecording(path);
    assert.equal(recording.isCutShort, true);
    assert.ok(recording.opening.endMs > HOUR_MS && recording.opening.endMs < 6 * HOUR_MS);
    const session = createSession(recording, () => 0);
    assert.equal(session.status().isOver, false);
  });

  it("are never written over anything", async () => {
    const { opening } = openRecording(whole);
    await assert.rejects(createRecorder(whole, opening), /exists already: choose another name/);
    assert.equal(openRecording(whole).opening.endMs, opening.endMs);
    await assert.rejects(
      createRecorder(join(folder, "none", "x.bzw"), opening),
      /cannot be written \(ENOENT\)/,
    );
  });

  it("are gone where there is to be none after all", async () => {
    const path = join(folder, "unwanted.bzw");
    const recorder = await createRecorder(path, openRecording(whole).opening);
    await recorder.discard();
    assert.equal(existsSync(path), false);
  });

  describe("that are none", () => {
    const lines = () => gunzipSync(readFileSync(whole)).toString().trimEnd().split("\n");
    const save = (text: string | Buffer) => {
      const path = join(folder, "bad.bzw");
      writeFileSync(path, typeof text === "string" ? gzipSync(text) : text);
      return path;
    };
    const refused = (path: string, problem: RegExp) =>
      assert.throws(
        () => openRecording(path),
        (error: Error) => isUserError(error) && problem.test(error.message) && !error.message.includes("\n"),
        String(problem),
      );
    /** The recording with line `n`, from 1, changed. */
    const changed = (n: number, change: (value: Record<string, unknown>) => void) => {
      const all = lines();
      const value = JSON.parse(all[n - 1]!) as Record<string, unknown>;
      change(value);
      all[n - 1] = JSON.stringify(value);
      return save(`${all.join("\n")}\n`);
    };

    it("are refused in one line", () => {
      refused(join(folder, "missing.bzw"), /missing\.bzw cannot be read \(ENOENT\)/);
      refused(folder, /cannot be read \(EISDIR\)/);
      refused(save(Buffer.from("name,age\n")), /no recording of bztoken watch/);
      refused(save(Buffer.alloc(0)), /no recording/);
      refused(save(""), /it holds nothing/);
      refused(save("hello\n"), /no recording of bztoken watch/);
      refused(save(`${lines()[0]}\n`), /ends before anything happens/);
      const packed = readFileSync(whole);
      packed.fill(0xff, 3_000, 3_050);
      refused(save(packed), /compressed data are damaged|damaged/);
      refused(
        changed(1, (opening) => (opening["version"] = 2)),
        /version 2 .* reads version 1/,
      );
      refused(
        changed(1, (opening) => (opening["people"] = 12)),
        /line 1 is damaged/,
      );
    });

    it("are refused with the number of the line", () => {
      const cases: ((change: Record<string, unknown>) => void)[] = [
        (change) => (change["ms"] = -1),
        (change) => (change["ms"] = "soon"),
        (change) => delete change["ms"],
        (change) => (change["moved"] = [40, 0, 0, 0]),
        (change) => (change["moved"] = [0, 1e6, 0, 0]),
        (change) => (change["moved"] = [0, 0, 0]),
        (change) => (change["heard"] = [0, 1, 0, 2, 0, -50, 1]),
        (change) => (change["heard"] = [0, 1, 0, 1, 1e9, -50, 1]),
        (change) => (change["heard"] = [0, 1, 6, 0]),
        (change) => (change["ids"] = [[0, "xyz"]]),
        (change) => (change["ids"] = [0, 1]),
        (change) => (change["slots"] = [0, 1, 96, 0, 2, 0]),
        (change) => (change["lit"] = [0, 2]),
        (change) => (change["pages"] = "none"),
        (change) => (change["constructor"] = []),
      ];
      for (const change of cases) refused(changed(20, change), /line 20 is damaged/);
      const all = lines();
      all[4] = all[4]!.slice(0, -3);
      refused(save(`${all.join("\n")}\n`), /line 5 is damaged/);
      refused(save(lines().join("\n")), /last line is damaged/);
    });
  });
});
