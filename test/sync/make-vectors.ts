/**
 * The examples of PROTOCOL.md, made of test/sync/reference.ts alone; `UPDATE_VECTORS=1 npx mocha test/sync/vectors.test.ts`
 * writes them anew. Every session begins with a hello; its requests are numbered from 1.
 */
import { crc32 } from "node:zlib";
import {
  ROLE,
  chunkBytes,
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
  VERSION,
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
    /**
     * Serial 42, firmware 1.2.3, charging and warned; it goes through list 77. From word 16: lived for 66,666 hours; 300
     * records expired, 70,001 overwritten, 3 unwritten, 513 left out; 258 saves failed, the state was lost and the log is
     * at its end; 300 ppm; versions 3, 2, 1; keys of days 18,483 and 18,484; chip 0123ABCDF0000001.
     */
    words: [42, 0x0a030201, 0x00010f93, 0x04097f02, 3, 4, 5, 6, 7, 77, 0x00024830, 0xfffffc18, 0x06150102, 0x00a00fa0, 0x6c00bb80, 9, 240_000_007, 300, 70_001, 3, 513, 0x00050102, 0x0000012c, 0x00010203, 0x48344833, 0x0123abcd, 0xf0000001], // prettier-ignore
  },
  /** The same before the wearer's press: neither the flag nor word 10 says that it warns. */
  withheld: { flags: 0x22030201, exposure: 0 },
  /** A pressed token is right here. */
  gate: [1, 1],
  /** The clock was 65.85 s behind. */
  utcMs: 1_596_877_715_850,
  timeChange: { doubles: [1_596_877_650_000, 1_596_877_715_850, 127, 129], states: [2, 2, 9, 10] },
  /** What the token does not believe, by the reason that it gives; in its examples it is operator and officer at once. */
  refusedTimes: [1_500_000_000_000, 1_596_000_000_000, 1_696_000_000_000, 1_597_900_000_000],
  /** When the new keys are put in use: a second after they were drawn. */
  rekeyedUtcMs: 1_596_877_716_850,
  /** The clock was set back: the seal key is that of a later day. The page was opened after 66,636 hours. */
  sealDay: 18_483,
  calendarDay: 18_482,
  livedHours: 1100,
  plains: [ramp(24), ramp(24, 16)],
  listHead: join([1, 2], u16(2), words(77), ramp(32, 50)),
  listTag: ramp(16, 150),
  entries: ramp(72, 20),
  /** Cryptography, flash, state not kept, log at its end. */
  faults: 101,
  hostRandom: ramp(32, 60),
  handOver: join([1, 0], u16(1), words(42, 18_470), ramp(32, 1), ramp(32, 2), ramp(32, 3)),
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
    version = VERSION,
  ) {
    request++;
    const text = requestText([version, 0, type, request], body);
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
    const command = join([VERSION, 1, type, request], words(counter), body);
    const text = requestText([], join(command, keys.commandMac(counter, command)));
    const sign = (bytes: Uint8Array) => keys.answerMac(counter, bytes);
    add(
      name,
      text,
      answers.map(([answer, payload]) => frameBytes({ type: answer, request, protection: 1, payload }, sign)),
    );
  }

  plain("hello", 1, [], [0x42, 0x5a, 0x54, VERSION]);
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

export function withheldWords(): number[] {
  const words = [...EXAMPLE.identity.words];
  words[1] = EXAMPLE.withheld.flags;
  words[10] = EXAMPLE.withheld.exposure;
  return words;
}

function operator(): VectorSession {
  const { plain, signed, session } = createMaker("operator");
  const { identity, timeChange, plains } = EXAMPLE;
  const end = 127 + plains.length;
  const description = join(doubles(...identity.doubles), words(...identity.words));
  const before = join(doubles(...identity.doubles), words(...withheldWords()));
  const chunk = chunkBytes(
    {
      ...{ from: 0, next: end, end, page: 1, generation: 1, position: 0 },
      ...{ sealDay: EXAMPLE.sealDay, calendarDay: EXAMPLE.calendarDay, livedHours: EXAMPLE.livedHours },
    },
    join(...plains.map((one, position) => recordOf(one, 1, position))),
  );
  signed("identify", 4, [], [4, before]);
  signed("set-time", 5, doubles(EXAMPLE.utcMs), [5, join(doubles(...timeChange.doubles), timeChange.states)]);
  signed("read-without-consent", 6, readBody(0, 512), [0x7f, [8, 6]]);
  signed("read", 6, readBody(0, 512), [0x40, chunk], [6, doubles(end, end)]);
  signed("confirm", 7, doubles(end), [7, doubles(end)]);
  signed("list-head", 8, join(EXAMPLE.listHead, EXAMPLE.listTag), [8, []]);
  signed("list-part", 9, join(u16(0), EXAMPLE.entries), [9, []]);
  signed("identify-again", 4, [], [4, description]);
  signed("warn", 10, [1], [10, []]);
  signed("self-test", 11, [], [11, words(EXAMPLE.faults)]);
  EXAMPLE.refusedTimes.forEach((utcMs, i) =>
    signed(`set-time-refused-${i + 1}`, 5, doubles(utcMs), [0x7f, [12, i + 1]]),
  );
  signed("configure-as-operator", 17, [1, 2, 16, 0], [0x7f, [10, 17]]);
  plain("no-session", 4, [], [7, 4], 0x7f);
  plain("unknown-type", 99, [], [3, 99], 0x7f);
  plain("another-version", 1, [], [1, VERSION], 0x7f, 1);
  return session;
}

function admin(): VectorSession {
  const { signed, session } = createMaker("admin");
  const drawn = join(EXAMPLE.hostRandom, doubles(EXAMPLE.utcMs));
  signed("rekey-memory-failed", 15, drawn, [0x7f, [13, 15]]);
  signed("rekey", 15, drawn, [15, EXAMPLE.wrapped]);
  signed("configure", 17, [1, 2, 16, 0], [17, []]);
  signed("rekey-done", 16, join(u16(2), doubles(EXAMPLE.rekeyedUtcMs)), [16, []]);
  return session;
}

/** Orders each in a session of its own; most end it. */
function orderAlone(name: string, type: number, body: Uint8Array | number[]): VectorSession {
  const { signed, session } = createMaker("admin");
  signed(name, type, body, [type, []]);
  return session;
}

/** A gate's PC; it needs no session, and within one it asks without. */
function gate(): VectorSession {
  const { plain, session } = createMaker("admin");
  plain("gate", 20, [], EXAMPLE.gate);
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
    orderAlone("console", 12, []),
    orderAlone("erase", 18, words(EXAMPLE.serial)),
    bench(),
    orderAlone("gate-mode", 19, [1]),
    gate(),
  ];
}
