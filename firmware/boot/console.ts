/** The interpreter's console at a serial port, through the `espruino` package and its packets. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { SerialPort } from "serialport";
import { UserError, isUserError } from "../../src/words/user-error.js";
import { loadSerial, type Connection, type Device } from "./espruino-tools.js";

export interface Console {
  /**
   * What the interpreter makes of an expression, as JSON can say it. On a line that loses or changes bytes it is sent again,
   * so it may run more than once; a function makes it anew each time. Rejects with `UserError` where nothing right comes
   * back.
   */
  evaluate(expression: string | (() => string), timeoutMs?: number): Promise<unknown>;
  /** Only once. */
  close(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 5_000;
/** USB ignores it; a real serial port does not. */
const BAUD_RATE = 115_200;
const ATTEMPTS = 4;
/** A line on which nothing at all is heard gets fewer: most likely there is no console. */
const ATTEMPTS_IN_SILENCE = 2;
/** The interpreter gives a packet up 5 s after its start (src/jsinteractive.c, jsiPacketStart). */
const PACKET_RUNS_OUT_MS = 5_500;
/** Drops the line typed so far, without running it. */
const CLEAR_LINE = "\x1b[2J";

/** The interpreter's Linux build leaves at a byte 4 and takes a byte 3 for Ctrl-C, so a packet's length must not hold them. */
const AWKWARD_LENGTHS = [3, 4];

/** An EVAL packet's answer. */
const RESPONSE = 0;

/**
 * Rejects with `UserError` where the port does not open.
 *
 * @param root  of the repository or the package, where the build has left the package's scripts
 * @param packetRunsOutMs  when a packet that did not arrive whole is over
 */
export async function openConsole(
  root: string,
  path: string,
  packetRunsOutMs = PACKET_RUNS_OUT_MS,
): Promise<Console> {
  let hasHeard = false;
  const device = createSerialDevice(path, () => (hasHeard = true));
  const serial = await loadSerial(join(root, ".build/espruino"), device);
  const { connection } = serial;
  let onClosed: () => void = () => {};
  const closed = new Promise<void>((resolve) => (onClosed = resolve));
  await new Promise<void>((resolve, reject) => {
    const onOpen = (info: unknown): void =>
      info === "Ok" ? resolve() : reject(new UserError("firmware/console/port", { path, why: String(info) }));
    serial.open(path, onOpen, onClosed);
  });
  return {
    async evaluate(expression, timeoutMs = ANSWER_TIMEOUT_MS) {
      for (let attempt = 1; ; attempt++) {
        try {
          if (attempt > 1) {
            await sleep(packetRunsOutMs);
            await connection.write(CLEAR_LINE);
          }
          const text = typeof expression === "string" ? expression : expression();
          return await evaluateOnce(connection, text, timeoutMs);
        } catch (error) {
          if (attempt >= (hasHeard ? ATTEMPTS : ATTEMPTS_IN_SILENCE)) {
            throw new UserError("firmware/no-console", {
              path,
              why: isUserError(error) ? error : String(error),
            });
          }
        }
      }
    },
    async close() {
      serial.close();
      await closed;
    },
  };
}

/**
 * One attempt. The package's own `espruinoEval` allows 5 s for the acknowledgement, which the interpreter sends after it
 * has run the expression, and an erase takes longer; nor does it notice that bytes changed on the way. So the interpreter
 * checks the text before it runs it, and the answer names the text.
 */
async function evaluateOnce(connection: Connection, expression: string, timeoutMs: number): Promise<unknown> {
  const check = crc32(expression);
  const checked = `((s,c)=>E.CRC32(s)===c&&JSON.stringify([c,eval(s)]))(${JSON.stringify(expression)},${check})`;
  const isAwkward = AWKWARD_LENGTHS.includes(checked.length & 0xff);
  const text = isAwkward ? checked.padEnd(checked.length + AWKWARD_LENGTHS.length) : checked;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(new UserError("firmware/console/silent", { seconds: timeoutMs / 1000 })),
        timeoutMs,
      );
      connection.on("nak", () => reject(new UserError("firmware/console/refused")));
      connection.on("packet", (type, data) => {
        if (type !== RESPONSE) return;
        const [answered, value] = decodeAnswer(data);
        if (answered === check) resolve(value);
        else if (answered === undefined) reject(new UserError("firmware/console/damaged"));
      });
      connection.parsePackets = true;
      connection.espruinoSendPacket("EVAL", text, { noACK: true }).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    connection.removeAllListeners("nak");
    connection.removeAllListeners("packet");
  }
}

/** The interpreter gives the JSON as a string literal, or false where the text did not arrive whole. */
function decodeAnswer(data: string): [check?: unknown, value?: unknown] {
  try {
    const answer: unknown = JSON.parse(JSON.parse(data));
    return Array.isArray(answer) ? (answer as [unknown, unknown]) : [];
  } catch {
    return [];
  }
}

/** The package finds ports by listing them, which shows no pseudo-terminals: it gets one device that has this port. */
function createSerialDevice(path: string, onHeard: () => void): Device {
  const port = new SerialPort({ path, baudRate: BAUD_RATE, autoOpen: false });
  return {
    name: "port",
    getPorts: (done) => done([{ path }], true),
    open(_, onOpen, onData, onClose) {
      port.on("data", (data: Buffer) => {
        onHeard();
        onData(new Uint8Array(data).buffer);
      });
      port.once("close", onClose);
      port.open((error) => onOpen(error ? error.message : "Ok"));
    },
    write: (text, done) => void port.write(Buffer.from(text, "latin1"), done),
    close: () => port.close(),
  };
}
