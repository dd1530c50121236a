/** A board with Espruino's console on a pseudo-terminal: its packets, an echo and a Storage in memory; its line may do harm. */
import { createContext, runInContext } from "node:vm";
import { crc32 } from "node:zlib";
import { openPty } from "../../firmware/device/pty.js";

const [ACK, NAK, DLE, SOH] = [0x06, 0x15, 0x10, 0x01];
const EVAL = 0x2000;
const LENGTH_MASK = 0x1fff;
const STORAGE_BASE = 0x1000;

/** What happens on the way: `packet` counts what the host sends, from 0. */
export interface Mishaps {
  /** Bytes of a packet as they reach the board. */
  onTheWay?(bytes: Buffer, packet: number): Buffer;
  /** Milliseconds that an expression takes; the acknowledgement comes after. */
  slowness?(expression: string): number;
  /** A packet is given up this long after its start. */
  packetRunsOutMs?: number;
}

export interface StandInBoard {
  readonly path: string;
  /** In the order in which they were written. */
  readonly files: Map<string, Buffer>;
  /** Seconds, as the host set it last. */
  clock(): number | undefined;
  hasStarted(): boolean;
  close(): Promise<void>;
}

/** Espruino's way with a file (src/jsflash.c): what is written stays until the file is erased. */
function createStorage(files: Map<string, Buffer>) {
  const written = new Map<string, boolean[]>();
  return {
    list: () => [...files.keys()],
    eraseAll: () => files.clear(),
    erase: (name: string) => void files.delete(name),
    read: (name: string, offset = 0, length = Infinity) =>
      files
        .get(name)
        ?.toString("latin1")
        .slice(offset, offset + length),
    write(name: string, text: string, offset = 0, size = text.length) {
      if (!files.has(name)) {
        if (offset > 0) throw new Error("Unable to find or create file");
        files.set(name, Buffer.alloc(size, 0xff));
        written.set(name, []);
      }
      const marks = written.get(name)!;
      for (let i = offset; i < offset + text.length; i++) {
        if (marks[i]) throw new Error("File already written with different data");
        marks[i] = true;
      }
      files.get(name)!.write(text, offset, "latin1");
      return true;
    },
  };
}

export async function startStandInBoard(mishaps: Mishaps = {}): Promise<StandInBoard> {
  const pty = await openPty();
  const files = new Map<string, Buffer>();
  const storage = createStorage(files);
  let clockS: number | undefined;
  let hasStarted = false;
  let globals = newGlobals();

  function newGlobals() {
    const sandbox = {
      E: { CRC32: (text: string) => crc32(Buffer.from(text, "latin1")) },
      process: { env: { BOARD: "XIAOBLE" }, memory: () => ({ tx: {} }) },
      require: (module: string) => (module === "Storage" ? storage : { read: readHeader }),
      atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
      // As on the board it happens after the answer.
      reset: () => void setTimeout(() => (globals = newGlobals()), 300),
      load: () => (hasStarted = true),
      setTimeout: (run: () => void) => void setTimeout(run, 1),
      setTime: (seconds: number) => (clockS = seconds),
    };
    return createContext(Object.assign(sandbox, { global: sandbox }));
  }

  /** Of the first file, as src/jsflash.h lays it out. */
  function readHeader(): number[] {
    const header = Buffer.alloc(32, 0xff);
    const [first] = files;
    if (first) {
      header.fill(0);
      header.writeUInt32LE(first[1].length);
      header.write(first[0], 4, "latin1");
    }
    return [...header];
  }

  // ------------------------------------------------------------ the console
  let rest = Buffer.alloc(0);
  let packets = 0;
  let packetTimer: NodeJS.Timeout | undefined;
  let isBusy = false;

  /** In pieces, as a busy host sees them. */
  async function send(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += 7) {
      pty.write(bytes.subarray(at, at + 7));
      if (at < 70) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async function evaluate(expression: string): Promise<void> {
    isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, mishaps.slowness?.(expression) ?? 0));
    let answer: string;
    try {
      answer = JSON.stringify(runInContext(expression, globals)) ?? "undefined";
    } catch (error) {
      await send(Buffer.from([NAK, ...Buffer.from(`Uncaught ${String(error)}\r\n>`, "latin1")]));
      isBusy = false;
      return take();
    }
    const head = Buffer.from([ACK, DLE, SOH, answer.length >> 8, answer.length & 0xff]);
    await send(Buffer.concat([head, Buffer.from(answer, "latin1")]));
    isBusy = false;
    return take();
  }

  function take(): void {
    while (!isBusy && rest.length > 0) {
      const isPacket = rest[0] === DLE && (rest.length === 1 || rest[1] === SOH);
      if (!isPacket) {
        pty.write(rest.subarray(0, 1)); // typed text, echoed
        rest = rest.subarray(1);
        continue;
      }
      packetTimer ??= setTimeout(giveUp, mishaps.packetRunsOutMs ?? 5000);
      const flags = rest.length < 4 ? undefined : rest.readUInt16BE(2);
      if (flags === undefined || rest.length < 4 + (flags & LENGTH_MASK)) return;
      clearTimeout(packetTimer);
      packetTimer = undefined;
      const expression = rest.subarray(4, 4 + (flags & LENGTH_MASK)).toString("latin1");
      rest = rest.subarray(4 + (flags & LENGTH_MASK));
      if ((flags & ~LENGTH_MASK) === EVAL) void evaluate(expression);
      else pty.write(Buffer.from([NAK]));
    }
  }

  function giveUp(): void {
    packetTimer = undefined;
    rest = Buffer.alloc(0);
    pty.write(Buffer.from([NAK]));
  }

  pty.onData((bytes) => {
    const packet = bytes.includes(Buffer.from([DLE, SOH])) ? packets++ : packets - 1;
    rest = Buffer.concat([rest, mishaps.onTheWay?.(bytes, packet) ?? bytes]);
    take();
  });
  return {
    path: pty.path,
    files,
    clock: () => clockS,
    hasStarted: () => hasStarted,
    async close() {
      clearTimeout(packetTimer);
      await pty.close();
    },
  };
}

export const STAND_IN_BOARDS = {
  XIAOBLE: { storageBase: STORAGE_BASE, pageBytes: 4096, regionPages: 3, firmwarePages: 0, reservedPages: 0 },
};
