/** What the stand-ins may use beyond the token's own typings: parts of the interpreter's Linux build. */

/** The global object; the chip's functions that Linux lacks are put here. */
interface EspruinoGlobal {
  [name: string]: unknown;
}

interface SerialPort {
  setup(baud: number, options: { path: string }): void;
  on(event: "data", listener: (chunk: string) => void): void;
}
declare const Serial1: SerialPort;

interface OpenFile {
  /** At most `length` bytes; undefined at the end. */
  read(length: number): string | undefined;
  skip(bytes: number): void;
  close(): void;
}
interface EspruinoSystem {
  openFile(path: string, mode: "r"): OpenFile;
}
interface FileSystem {
  readFileSync(path: string): string;
  writeFileSync(path: string, text: string): void;
  appendFileSync(path: string, text: string): void;
  readdirSync(path: string): string[];
}
declare function require(module: "fs"): FileSystem;
declare function print(text: string): void;
declare function setInterval(run: () => void, everyMs: number): number;
/** The interpreter's own. */
declare const Promise: {
  new (run: (resolve: (value: unknown) => void, reject: (value: unknown) => void) => void): unknown;
};
