/** A pseudo-terminal without native code: `script` (bsdutils, part of every Debian) holds its other side. */
import { spawn } from "node:child_process";
import { UserError } from "../../src/words/user-error.js";

export interface Pty {
  /** What a serial program opens, such as /dev/pts/3. */
  readonly path: string;
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Buffer) => void): void;
  /** Resolves once nothing of it is left. */
  close(): Promise<void>;
}

/** The terminal is raw: bytes pass unchanged. It lives until `close`. Rejects where `script` is missing. */
export function openPty(): Promise<Pty> {
  // `sleep` keeps the terminal open while no program has it open; without it, reading would fail in between.
  const command = "stty raw -echo; tty; exec sleep infinity";
  const child = spawn("script", ["-qfec", command, "/dev/null"], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let listener: (bytes: Buffer) => void = () => {};
  return new Promise((resolve, reject) => {
    let announced = "";
    child.once("error", () => reject(new UserError("firmware/no-terminal/missing")));
    child.once("exit", () => reject(new UserError("firmware/no-terminal/ended")));
    child.stdin.on("error", () => {}); // it has ended: `close` came first
    child.stdout.on("data", (bytes: Buffer) => {
      if (announced.includes("\n")) return listener(bytes);
      announced += bytes.toString();
      if (!announced.includes("\n")) return;
      resolve({
        path: announced.trim(),
        write: (data) => void child.stdin.write(data),
        onData: (run) => (listener = run),
        async close() {
          child.kill("SIGKILL"); // at a milder signal it lingers for two seconds; what it started gets a hang-up
          await ended;
        },
      });
    });
  });
}
