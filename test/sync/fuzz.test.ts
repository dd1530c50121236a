/**
 * Both parsers, and what stands behind them, under bytes that nobody meant: the runs that `npm test` can afford, or as
 * many as FUZZ_RUNS says.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrameParser, type Frame } from "../../src/sync/host/frame.js";
import { ADMIN, createPair, createTestLog, fillLog, recordsIn, recordsOf } from "./bench.js";
import { bytesOf, doubles, frameBytes, hex, join, ramp, readBody, requestText, words } from "./reference.js";
import { enterAs, plugIn } from "./typing-host.js";
import { isUserError } from "../../src/words/user-error.js";

const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);
const LONG_MS = 24 * 3_600_000;

const byte = fc.nat(255);
const anyBytes = fc.uint8Array({ maxLength: 300 });
/** Bytes that parsers look for: markers, heads, lengths, the alphabet of the lines. */
const tellingBytes = fc
  .array(fc.constantFrom(0xb7, 0x5a, 0, 1, 4, 8, 12, 0x40, 0x7f, 10, 13, 43, 47, 61, 65, 66, 81), {
    maxLength: 300,
  })
  .map((bytes) => Uint8Array.from(bytes));
const anyFrame = fc
  .record({
    version: byte,
    protection: byte,
    type: byte,
    request: byte,
    payload: fc.uint8Array({ maxLength: 60 }),
  })
  .map((frame) => frameBytes(frame));
/** Changes a part of something that would be right. */
const damage = (whole: fc.Arbitrary<Uint8Array>) =>
  fc.tuple(whole, fc.nat(), fc.nat(40), tellingBytes).map(([bytes, at, length, by]) => {
    const from = at % (bytes.length + 1);
    return join(bytes.subarray(0, from), by.subarray(0, length >> 1), bytes.subarray(from + length));
  });
const portions = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 8 });

function cutUp(bytes: Uint8Array, sizes: number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += parts.at(-1)!.length) {
    parts.push(bytes.subarray(at, at + (sizes[parts.length % sizes.length] ?? bytes.length)));
  }
  return parts;
}

describe("sync: fuzzing", function () {
  this.timeout(LONG_MS);

  it(`the host's frame parser (${RUNS} runs): whole frames, whatever the portions, and no other`, () => {
    const part = fc.oneof(anyBytes, tellingBytes, anyFrame, damage(anyFrame));
    const framesOf = (parts: Uint8Array[]) => {
      const parser = createFrameParser();
      const frames: Frame[] = [...parts.flatMap((bytes) => parser.push(bytes)), ...parser.giveUp()];
      return frames.map((frame) => hex(frame.bytes));
    };
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), portions, (parts, sizes) => {
        const stream = join(...parts);
        const found = framesOf(cutUp(stream, sizes));
        assert.deepEqual(found, framesOf([stream]));
        // Each lies in the stream as it was found, with a CRC that fits, one behind the other.
        const text = Buffer.from(stream).toString("hex");
        let at = 0;
        for (const bytes of found) {
          const whole = hex(frameBytesOf(bytes));
          at = text.indexOf(whole, at);
          assert(at >= 0);
          at += whole.length;
        }
      }),
      { numRuns: RUNS },
    );
  });

  it(`a session in the middle of a read (${RUNS} runs): no record but the token's, none twice`, async () => {
    const log = createTestLog();
    fillLog(log, 70);
    const stored = recordsOf(log);
    const noise = fc.oneof(anyBytes, tellingBytes, anyFrame, damage(anyFrame));
    const step = fc.record({ noise, isInstead: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let isNoisy = false;
        let next = 0;
        const toHost = (bytes: Uint8Array) => {
          const one = isNoisy ? steps[next++] : undefined;
          return one ? join(one.noise, one.isInstead ? [] : bytes) : bytes;
        };
        const { session, settle } = createPair(log, { toHost });
        await settle(session.enter(ADMIN));
        isNoisy = true;
        const records: string[] = [];
        const reading = session.read({ from: 0, onChunk: (chunk) => records.push(...recordsIn(chunk)) });
        const error = await settle(reading.then(() => undefined, (reason: unknown) => reason)); // prettier-ignore
        if (error) assert(isUserError(error, "sync"), String(error));
        assert.deepEqual(records, error ? stored.slice(0, records.length) : stored);
      }),
      { numRuns: RUNS },
    );
  });

  it(`the token's line parser and server (${RUNS} runs): no effect, and the next handshake opens`, () => {
    const head = fc.tuple(fc.constantFrom(0, 1, 2, 2, 2, 3), fc.constantFrom(0, 1, 1, 2), fc.nat(20), byte);
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 240 }),
      fc.double().map((value) => doubles(value)),
      fc.tuple(fc.double(), fc.nat(3)).map(([from, credit]) => readBody(from, credit)),
      fc.nat(3).map((role) => join([role], ramp(16))),
      fc
        .tuple(fc.nat(), fc.uint8Array({ maxLength: 60 }))
        .map(([counter, rest]) => join(words(counter), rest)),
    );
    const request = fc.tuple(head, body).map(([bytes, rest]) => bytesOf(requestText(bytes, rest)));
    const portion = fc.oneof(anyBytes, tellingBytes, request, damage(request), anyFrame);
    const log = createTestLog();
    fillLog(log, 70);
    const stored = recordsOf(log);
    fc.assert(
      fc.property(fc.array(portion, { maxLength: 10 }), fc.boolean(), (parts, isEntered) => {
        const token = plugIn(log);
        const entered = isEntered ? ["entered 1"] : [];
        if (isEntered) enterAs(token, "operator");
        for (const bytes of parts) {
          token.usb.write(bytes);
          token.pass(3);
        }
        token.ask("\n", 300);
        enterAs(token, "admin", ramp(16, 7));
        // Whoever has a gate's token in the computer may ask it who is there.
        const done = token.told.filter((what) => what !== "polled");
        assert.deepEqual(done, [...entered, "entered 2"]);
        assert.deepEqual(recordsOf(log), stored);
      }),
      { numRuns: RUNS },
    );
  });
});

/** The frame whose head and payload these are. */
function frameBytesOf(headAndPayload: string): Uint8Array {
  const [, , , , version, protection, type, request, ...payload] = Buffer.from(headAndPayload, "hex");
  return frameBytes({ version: version!, protection: protection!, type: type!, request: request!, payload });
}
