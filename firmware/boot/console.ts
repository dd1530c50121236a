/** The interpreter's console at a serial port, through the `espruino` package and its packets. */
import { createRequire } from "node:module";
import { SerialPort } from "serialport";

export interface Console {
  /** What the interpreter makes of an expression, as JSON can say it. Rejects where it does not answer. */
  evaluate(expression: string, timeoutMs?: number): Promise<unknown>;
  /** Only once. */
  close(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 5_000;
/** USB ignores it; a real serial port does not. */
const BAUD_RATE = 115_200;

/** The interpreter's Linux build leaves at a byte 4 and takes a byte 3 for Ctrl-C, so a packet's length must not hold them. */
const AWKWARD_LENGTHS = [3, 4];

/** The parts of the package that are used here; it has no types of its own. */
interface EspruinoTools {
  readonly Config: Record<string, unknown>;
  readonly Core: {
    readonly Serial: {
      readonly devices: unknown[];
      readonly connection: {
        espruinoEval(expression: string, options: { timeout: number }): Promise<unknown>;
      };
      open(port: string, onOpen: (info: unknown) => void, onClose: () => void): void;
      close(): void;
    };
  };
}

/** The package knows one connection, and reports each step on the terminal: silent until `close`. */
export async function openConsole(path: string): Promise<Console> {
  const speak = silence();
  try {
    const { Core } = await loadTools(path);
    let onClosed: () => void = () => {};
    const closed = new Promise<void>((resolve) => (onClosed = resolve));
    await new Promise<void>((resolve, reject) => {
      const onOpen = (info: unknown): void =>
        info === "Ok" ? resolve() : reject(new Error(`port ${path} cannot be opened (${String(info)})`));
      Core.Serial.open(path, onOpen, onClosed);
    });
    return {
      evaluate(expression, timeoutMs = ANSWER_TIMEOUT_MS) {
        const isAwkward = AWKWARD_LENGTHS.includes(expression.length & 0xff);
        const text = isAwkward ? expression.padEnd(expression.length + AWKWARD_LENGTHS.length) : expression;
        return Core.Serial.connection.espruinoEval(text, { timeout: timeoutMs }).catch((reason: unknown) => {
          throw new Error(`no answer from an Espruino console at ${path} (${String(reason)})`);
        });
      },
      async close() {
        Core.Serial.close();
        await closed;
        speak();
      },
    };
  } catch (error) {
    speak();
    throw error;
  }
}

/** The package finds ports by listing them, which shows no pseudo-terminals: it gets one device that has this port. */
async function loadTools(path: string): Promise<EspruinoTools> {
  const { init } = createRequire(import.meta.url)("espruino") as { init(done: () => void): void };
  await new Promise<void>((resolve) => init(resolve));
  const tools = (globalThis as unknown as { Espruino: EspruinoTools }).Espruino;
  // Otherwise it asks for the board's description on espruino.com.
  Object.assign(tools.Config, { ENV_ON_CONNECT: false, BLUETOOTH_LOW_ENERGY: false });
  tools.Core.Serial.devices.splice(0, Infinity, createSerialDevice(path));
  return tools;
}

function createSerialDevice(path: string): object {
  const port = new SerialPort({ path, baudRate: BAUD_RATE, autoOpen: false });
  return {
    name: "port",
    getPorts: (done: (ports: object[], isComplete: boolean) => void) => done([{ path }], true),
    open(
      _: string,
      onOpen: (info: string) => void,
      onData: (data: ArrayBuffer) => void,
      onClose: () => void,
    ) {
      port.on("data", (data: Buffer) => onData(new Uint8Array(data).buffer));
      port.once("close", onClose);
      port.open((error) => onOpen(error ? error.message : "Ok"));
    },
    write: (text: string, done: () => void) => void port.write(Buffer.from(text, "latin1"), done),
    close: () => port.close(),
  };
}

/** Returns what undoes it. */
function silence(): () => void {
  const { log, warn, error } = console;
  const quiet = (): void => {};
  Object.assign(console, { log: quiet, warn: quiet, error: quiet });
  return () => void Object.assign(console, { log, warn, error });
}
