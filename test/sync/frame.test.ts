import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrameParser, type Frame } from "../../src/sync/host/frame.js";
import { PAYLOAD_MAX_BYTES } from "../../src/sync/messages.js";
import { frameBytes } from "./reference.js";

const byte = fc.integer({ min: 0, max: 255 });
type AnyFrame = Omit<Frame, "bytes">;
const anyFrame: fc.Arbitrary<AnyFrame> = fc.record(
  {
    version: byte,
    protection: byte,
    type: byte,
    request: byte,
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: PAYLOAD_MAX_BYTES, maxLength: PAYLOAD_MAX_BYTES }),
      // Bytes that a parser could take for the start of a frame.
      fc
        .array(fc.constantFrom(0xb7, 0x5a, 0x00, 0x04), { maxLength: 80 })
        .map((bytes) => Uint8Array.from(bytes)),
    ),
  },
  { noNullPrototype: true },
);
/** What lies between frames: noise, half frames, and heads that promise more than comes. */
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  // Cut before its CRC: one that lacked a byte only might be made whole by the next frame's first byte.
  fc.tuple(anyFrame, fc.nat()).map(([frame, cut]) => {
    const bytes = frameBytes(frame);
    return bytes.slice(0, cut % (bytes.length - 3));
  }),
  fc.constant(Uint8Array.of(0xb7, 0x5a, 0x14, 0x04, 1, 0, 5, 1)),
  fc.constant(Uint8Array.of(0xb7)),
);

/** What it finds; each with the bytes of its head and payload, which are left away here. */
function parse(bytes: Uint8Array, portions: number[]): Omit<Frame, "bytes">[] {
  const parser = createFrameParser();
  const frames: Frame[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = at + (portions[i % portions.length] ?? bytes.length);
    frames.push(...parser.push(bytes.subarray(at, end)));
    at = end;
  }
  return [...frames, ...parser.giveUp()].map(({ version, protection, type, request, payload }) => ({
    version,
    protection,
    type,
    request,
    payload,
  }));
}

const portions = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 10 });

describe("sync: the host's frame parser", () => {
  it("finds every frame of a clean stream, however it is cut up", () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 6 }), portions, (frames, cuts) => {
        assert.deepEqual(parse(Buffer.concat(frames.map((frame) => frameBytes(frame))), cuts), frames);
      }),
    );
  });

  it("finds every whole frame between garbage, in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(garbage, anyFrame), { maxLength: 5 }),
        garbage,
        portions,
        (parts, tail, cuts) => {
          const stream = Buffer.concat([
            ...parts.flatMap(([noise, frame]) => [noise, frameBytes(frame)]),
            tail,
          ]);
          // Garbage may by chance hold the start of a frame, never one with the right CRC.
          assert.deepEqual(
            parse(stream, cuts),
            parts.map(([, frame]) => frame),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes any bytes in any portions, and finds the same in them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), portions, (bytes, cuts) => {
        assert.deepEqual(parse(bytes, cuts), parse(bytes, []));
      }),
    );
  });

  it("gives head and payload as they came, for the MAC", () => {
    fc.assert(
      fc.property(anyFrame, garbage, (frame, noise) => {
        const bytes = frameBytes(frame);
        const [found] = createFrameParser().push(Buffer.concat([noise.subarray(0, 9), bytes]));
        if (found) assert.deepEqual(found.bytes, bytes.slice(0, -4));
      }),
    );
  });

  it("gives no frame that differs in a bit from one that was sent", () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(), fc.integer({ min: 0, max: 7 }), (frame, at, bit) => {
        const bytes = frameBytes(frame);
        bytes[at % bytes.length]! ^= 1 << bit;
        assert.deepEqual(parse(bytes, []), []);
      }),
      { numRuns: 500 },
    );
  });

  it("does not wait for more than the longest frame", () => {
    const parser = createFrameParser();
    const frame = frameBytes({ type: 1 });
    parser.push(Uint8Array.of(0xb7, 0x5a, 0xff, 0xff, 1, 0, 1, 1));
    assert.equal(parser.push(frame).length, 1);

    parser.push(Uint8Array.of(0xb7, 0x5a, PAYLOAD_MAX_BYTES & 255, PAYLOAD_MAX_BYTES >> 8, 1, 0, 1, 1));
    const frames = [];
    for (let sent = 0; sent <= PAYLOAD_MAX_BYTES; sent += frame.length) frames.push(...parser.push(frame));
    assert.equal(frames.length, Math.ceil((PAYLOAD_MAX_BYTES + 1) / frame.length));
  });

  it("gives up a frame that never ends, and finds the ones that it swallowed", () => {
    const parser = createFrameParser();
    assert.deepEqual(parser.push(frameBytes({ type: 5, payload: new Uint8Array(500) }).subarray(0, 100)), []);
    assert.deepEqual(parser.push(frameBytes({ type: 1, request: 9 })), []);
    assert.deepEqual(
      parser.giveUp().map((frame) => frame.request),
      [9],
    );
    assert.equal(parser.push(frameBytes({ type: 1 })).length, 1);
  });
});
