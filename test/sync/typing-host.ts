/** A host that only types lines and looks at frames, made without the code of the host's side but for its frame parser. */
import assert from "node:assert/strict";
import { createFrameParser, type Frame } from "../../src/sync/host/frame.js";
import type { SyncServices } from "../../src/sync/token/server.js";
import { BENCH_KEY, KEYS, createServerBench, createTestLog } from "./bench.js";
import { ROLE, bytesOf, createReferenceHost } from "./reference.js";

const KEY_OF = { operator: KEYS.operator, admin: KEYS.admin, bench: BENCH_KEY };

/** Plugged in, without a session. */
export function plugIn(log = createTestLog(), services: Partial<SyncServices> = {}) {
  const bench = createServerBench(log, services);
  const frames: Frame[] = [];
  let receivedBytes = 0;
  const plug = () => {
    const parser = createFrameParser();
    bench.usb.plug((bytes) => {
      receivedBytes += bytes.length;
      frames.push(...parser.push(bytes));
    });
  };
  plug();
  const type = (text: string) => bench.usb.write(bytesOf(text));
  const pass = (ms: number) => bench.timeline.runUntil(bench.timeline.nowMs() + ms);
  /** Types, waits and takes all frames that came. */
  function ask(text: string, ms = 100): Frame[] {
    type(text);
    pass(ms);
    return frames.splice(0);
  }
  return { ...bench, plug, type, pass, ask, receivedBytes: () => receivedBytes };
}

/** Shakes hands; `command` asks with the next counter, and fails where an answer is not signed as it should be. */
export function enterAs(token: ReturnType<typeof plugIn>, name: keyof typeof KEY_OF, nonce?: Uint8Array) {
  const host = createReferenceHost(KEY_OF[name], ROLE[name], nonce);
  const [challenged] = token.ask(host.challengeText());
  const [proven] = token.ask(host.proveText(challenged!.payload));
  assert.deepEqual([proven!.type, ...proven!.payload], [3], "the handshake");
  return {
    ...host,
    challenged: challenged!,
    command(
      type: number,
      body: Uint8Array | number[] = [],
      ms = 100,
    ): { type: number; payload: Uint8Array }[] {
      const frames = token.ask(host.commandText(type, 9, body), ms);
      assert(frames.every(({ request }) => request === 9));
      return frames.map((frame) => ({ type: frame.type, payload: host.open(frame) }));
    },
  };
}

/** One error frame, and nothing else. */
export function expectError(
  frames: { type: number; payload: Uint8Array }[],
  code: number,
  detail: number,
): void {
  assert.deepEqual(
    frames.map(({ type, payload }) => [type, ...payload]),
    [[0x7f, code, detail]],
  );
}
