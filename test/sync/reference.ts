/**
 * PROTOCOL.md written a second time, with Node's own crypto and nothing from src/: a host and a token that sign what they
 * are told to, true or not.
 */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";

type Bytes = Uint8Array | number[];

/** Of the protocol. */
export const VERSION = 2;
export const ROLE = { operator: 1, admin: 2, bench: 3 };
const PROOF = { token: 0x50, host: 0x51, session: 0x52 };
const COMMAND = 0x53;
const ANSWER = 0x54;

export function ramp(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => start + i);
}
export function doubles(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}
export function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 255, value >> 8);
}
export function join(...parts: Bytes[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}
export function withCrc(bytes: Uint8Array): Uint8Array {
  return join(bytes, words(crc32(bytes)));
}
export function hmac(key: Uint8Array, ...parts: Bytes[]): Uint8Array {
  return new Uint8Array(
    createHmac("sha256", key)
      .update(join(...parts))
      .digest(),
  );
}
function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
export function readBody(from: number, credit: number): Uint8Array {
  return join(doubles(from), u16(credit));
}

export interface ChunkSaid {
  from: number;
  next: number;
  end: number;
  page?: number;
  sealDay?: number;
  generation?: number;
  position?: number;
  calendarDay?: number;
  livedHours?: number;
}

/** Payload of a chunk; `count` may lie. */
export function chunkBytes(said: ChunkSaid, records: Bytes, count = records.length / 32): Uint8Array {
  return join(
    doubles(said.from, said.next, said.end),
    words(said.page ?? 0),
    ...[said.sealDay, said.generation, said.position, count, said.calendarDay, said.livedHours].map((value) =>
      u16(value ?? 0),
    ),
    records,
  );
}

/** A request: head (version, protection, type, number) and body, as the line that goes over the wire. */
export function requestText(head: number[], body: Bytes = []): string {
  return Buffer.from(withCrc(join(head, body))).toString("base64") + "\n";
}

/** The bytes of a request out of a host's line. */
export function requestOf(line: string | Uint8Array): Buffer {
  const bytes = Buffer.from(
    Buffer.from(line as Uint8Array)
      .toString("latin1")
      .trim(),
    "base64",
  );
  assert.equal(crc32(bytes.subarray(0, -4)), bytes.readUInt32LE(bytes.length - 4));
  return bytes;
}

export interface Said {
  type: number;
  request?: number;
  payload?: Bytes;
  version?: number;
  protection?: number;
  /** Of the command that the MAC is for, where that is not the last one. */
  counter?: number;
}

/** A frame; signed where `sign` is given. `lengthSaid` may lie. */
export function frameBytes(
  { version = VERSION, protection = 0, type, request = 1, payload = [] }: Said,
  sign?: (bytes: Uint8Array) => Uint8Array,
  lengthSaid = payload.length + (sign ? 8 : 0),
): Uint8Array {
  const bytes = join([0xb7, 0x5a], u16(lengthSaid), [version, protection, type, request], payload);
  return withCrc(sign ? join(bytes, sign(bytes)) : bytes);
}

/** What both sides compute from a handshake. */
export function createKeys(key: Uint8Array, challenge: Uint8Array, tokenNonce: Uint8Array) {
  const proof = (purpose: number) => hmac(key, [purpose], challenge, tokenNonce);
  const sessionKey = proof(PROOF.session);
  const macOf = (purpose: number, counter: number, bytes: Uint8Array) =>
    hmac(sessionKey, [purpose], words(counter), bytes).slice(0, 8);
  return {
    sessionKey,
    tokenProof: proof(PROOF.token).slice(0, 16),
    hostProof: proof(PROOF.host).slice(0, 16),
    commandMac: (counter: number, bytes: Uint8Array) => macOf(COMMAND, counter, bytes),
    answerMac: (counter: number, bytes: Uint8Array) => macOf(ANSWER, counter, sha256(bytes)),
  };
}

/** A host that types lines; the caller carries them. */
export function createReferenceHost(key: Uint8Array, role = ROLE.operator, nonce = ramp(16, 200)) {
  let keys: ReturnType<typeof createKeys>;
  let lastCounter = 0;
  return {
    challengeText: (request = 1) => requestText([VERSION, 0, 2, request], join([role], nonce)),
    /** @param answer  payload of the token's answer to the challenge */
    proveText(answer: Uint8Array, request = 2): string {
      keys = createKeys(key, join([role], nonce), answer.subarray(0, 16));
      return requestText([VERSION, 0, 3, request], keys.hostProof);
    },
    isProof: (answer: Uint8Array) => hex(answer.subarray(16)) === hex(keys.tokenProof),
    /** With the next counter, or with one that is given; whatever it says of its protection, it carries the MAC. */
    commandText(
      type: number,
      request: number,
      body: Bytes = [],
      counter = lastCounter + 1,
      protection = 1,
    ): string {
      lastCounter = counter;
      const command = join([VERSION, protection, type, request], words(counter), body);
      return requestText([], join(command, keys.commandMac(counter, command)));
    },
    /** The payload of a frame that answers the last command; fails where it is not signed as that. */
    open(frame: { bytes: Uint8Array; protection: number }): Uint8Array {
      const macAt = frame.bytes.length - 8;
      assert.equal(frame.protection, 1);
      const mac = keys.answerMac(lastCounter, frame.bytes.subarray(0, macAt));
      assert.equal(hex(frame.bytes.subarray(macAt)), hex(mac));
      return frame.bytes.slice(8, macAt);
    },
  };
}

/** A token's side of handshake and MACs, without any obligation to be honest. */
export function createReferenceToken(key: Uint8Array, nonce = ramp(16, 100)) {
  let keys: ReturnType<typeof createKeys> | undefined;
  let counter = 0;
  const isFrom = (message: Buffer) =>
    keys !== undefined &&
    hex(keys.commandMac(message.readUInt32LE(4), message.subarray(0, -12))) ===
      hex(message.subarray(-12, -4));
  return {
    /** Answers the handshake; undefined: it is something else, whose MAC and rising counter are checked. */
    shakeHands(message: Buffer): Uint8Array | undefined {
      const [, protection, type, request] = message as unknown as [number, number, number, number];
      if (type === 2) {
        keys = createKeys(key, message.subarray(4, 21), nonce);
        counter = 0;
        return frameBytes({ type, request, payload: join(nonce, keys.tokenProof) });
      }
      if (type === 3) {
        assert.equal(hex(message.subarray(4, 20)), hex(keys!.hostProof));
        return frameBytes({ type, request });
      }
      if (type > 3) {
        assert.equal(protection, 1);
        assert(isFrom(message), "the command is signed");
        assert(message.readUInt32LE(4) > counter, "every attempt takes a new counter");
        counter = message.readUInt32LE(4);
      }
      return undefined;
    },
    /** A frame, signed for the last command unless its protection is 0. */
    frame: ({ protection = 1, ...said }: Said) =>
      protection === 0
        ? frameBytes({ protection, ...said })
        : frameBytes({ protection, ...said }, (bytes) => keys!.answerMac(said.counter ?? counter, bytes)),
    forget: () => (keys = undefined),
  };
}
