/**
 * The examples of PROTOCOL.md, made of test/sync/reference.ts alone; `UPDATE_VECTORS=1 npx mocha test/sync/vectors.test.ts`
 * writes them anew. Every session begins with a hello; its requests are numbered from 1.
 */
import { crc32 } from "node:zlib";
import {
  ROLE,
  createKeys,
  doubles,
  frameBytes,
  hex,
  join,
  ramp,
  readBody,
  requestOf,
  requestText,
  u16,
  words,
} from "./reference.js";

export interface Vector {
  readonly name: string;
  /** With its CRC, hex. */
  readonly request: string;
  /** The same as it goes over the line, without the line feed. */
  readonly line: string;
  /** All frames of the answer, hex. */
  readonly frames: string;
}

export interface VectorSession {
  readonly role: "operator" | "admin" | "bench";
  readonly key: string;
  readonly hostNonce: string;
  readonly tokenNonce: string;
  readonly sessionKey: string;
  readonly vectors: Vector[];
}

/** What the token of the examples is and says. */
export const EXAMPLE = {
  serial: 42,
  keys: { operator: ramp(32), admin: ramp(32, 100), bench: Buffer.from("bztoken practice key, no secret!") },
  hostNonce: ramp(16, 200),
  tokenNonce: ramp(16, 100),
  identity: {
    doubles: [1_596_877_650_000, 3_600_000, 127, 129, 127, 128, 128, 1_596_800_000_000],
    /** Serial 42, firmware 1.2.3, charging and warned; it goes through list 77. */
    words: [42, 0x0a030201, 0x00010f93, 0x04097f02, 3, 4, 5, 6, 7, 77, 0x00024843, 0xfffffc18, 0x06150102, 0x00a00fa0, 0x6c00bb80, 9], // prettier-ignore
  },
  /** The clock was 65.85 s behind. */
  utcMs: 1_596_877_715_850,
  timeChange: { doubles: [1_596_877_650_000, 1_596_877_715_850, 127, 129], states: [2, 2, 9, 10] },
  day: 18_500,
  plains: [ramp(24), ramp(24, 16)],
  listHead: join([1, 2], u16(2), words(77), ramp(32, 50)),
  listTag: ramp(16, 150),
  entries: ramp(72, 20),
  faults: 5,
  hostRandom: ramp(32, 60),
  handOver: join([1, 0], u16(1), words(42, 18_500), ramp(32, 1), ramp(32, 2), ramp(32, 3)),
  wrapped: join(ramp(68, 4), ramp(68, 5)),
};

/** A record as the test's log seals it: plain text, page × 1,000 + position; then the log's own CRC. */
function recordOf(plain: Uint8Array, page: number, position: number): Uint8Array {
  const sealed = join(plain, words(page * 1000 + position));
  return join(sealed, words(crc32(sealed)));
}

function createMaker(role: keyof typeof ROLE) {
  const key = Uint8Array.from(EXAMPLE.keys[role]);
  const challenge = join([ROLE[role]], EXAMPLE.hostNonce);
  const keys = createKeys(key, challenge, EXAMPLE.tokenNonce);
  const vectors: Vector[] = [];
  let request = 0;
  let counter = 0;

  function add(name: string, text: string, frames: Uint8Array[]): void {
    vectors.push({ name, request: hex(requestOf(text)), line: text.trim(), frames: hex(join(...frames)) });
  }

  /** Without a session. */
  function plain(
    name: string,
    type: number,
    body: Uint8Array | number[],
    answer: Uint8Array | number[],
    error = type,
  ) {
    request++;
    const text = requestText([1, 0, type, request], body);
    add(name, text, [frameBytes({ type: error, request, payload: answer })]);
  }

  /** In the session; each answer is type and payload. */
  function signed(
    name: string,
    type: number,
    body: Uint8Array | number[],
    ...answers: [number, Uint8Array | number[]][]
  ) {
    request++;
    counter++;
    const command = join([1, 1, type, request], words(counter), body);
    const text = requestText([], join(command, keys.commandMac(counter, command)));
    const sign = (bytes: Uint8Array) => keys.answerMac(counter, bytes);
    add(
      name,
      text,
      answers.map(([answer, payload]) => frameBytes({ type: answer, request, protection: 1, payload }, sign)),
    );
  }

  plain("hello", 1, [], [0x42, 0x5a, 0x54, 1]);
  plain("challenge", 2, challenge, join(EXAMPLE.tokenNonce, keys.tokenProof));
  plain("prove", 3, keys.hostProof, []);
  const session: VectorSession = {
    role,
    key: hex(key),
    hostNonce: hex(EXAMPLE.hostNonce),
    tokenNonce: hex(EXAMPLE.tokenNonce),
    sessionKey: hex(keys.sessionKey),
    vectors,
  };
  return { plain, signed, session };
}

function operator(): VectorSession {
  const { plain, signed, session } = createMaker("operator");
  const { identity, timeChange, plains, day } = EXAMPLE;
  const end = 127 + plains.length;
  const description = join(doubles(...identity.doubles), words(...identity.words));
  const chunk = join(
    doubles(0, end, end),
    ...[words(1), u16(day), u16(1), u16(0), u16(plains.length)],
    ...plains.map((one, position) => recordOf(one, 1, position)),
  );
  signed("identify", 4, [], [4, description]);
  signed("set-time", 5, doubles(EXAMPLE.utcMs), [5, join(doubles(...timeChange.doubles), timeChange.states)]);
  signed("read-without-consent", 6, readBody(0, 512), [0x7f, [8, 6]]);
  signed("read", 6, readBody(0, 512), [0x40, chunk], [6, doubles(end, end)]);
  signed("confirm", 7, doubles(end), [7, doubles(end)]);
  signed("list-head", 8, join(EXAMPLE.listHead, EXAMPLE.listTag), [8, []]);
  signed("list-part", 9, join(u16(0), EXAMPLE.entries), [9, []]);
  signed("identify-again", 4, [], [4, description]);
  signed("warn", 10, [1], [10, []]);
  signed("self-test", 11, [], [11, words(EXAMPLE.faults)]);
  signed("configure-as-operator", 17, [1, 2, 16, 0], [0x7f, [10, 17]]);
  plain("no-session", 4, [], [7, 4], 0x7f);
  plain("unknown-type", 99, [], [3, 99], 0x7f);
  return session;
}

function admin(): VectorSession {
  const { signed, session } = createMaker("admin");
  signed("rekey", 15, EXAMPLE.hostRandom, [15, EXAMPLE.wrapped]);
  signed("configure", 17, [1, 2, 16, 0], [17, []]);
  signed("rekey-done", 16, u16(2), [16, []]);
  return session;
}

/** Orders that end a session, each in its own. */
function lastOrder(name: string, type: number, body: Uint8Array | number[]): VectorSession {
  const { signed, session } = createMaker("admin");
  signed(name, type, body, [type, []]);
  return session;
}

function bench(): VectorSession {
  const { signed, session } = createMaker("bench");
  signed("secrets", 13, [], [13, EXAMPLE.handOver]);
  signed("prepare", 14, join(words(42), EXAMPLE.hostRandom), [14, EXAMPLE.handOver]);
  return session;
}

export function makeVectors(): VectorSession[] {
  return [
    operator(),
    admin(),
    lastOrder("console", 12, []),
    lastOrder("erase", 18, words(EXAMPLE.serial)),
    bench(),
  ];
}
