/** Our end of the line to the stand-ins: two named pipes in the interpreter's folder (see stand-ins/bench-line.ts). */
import { execFileSync } from "node:child_process";
import { constants, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";

export interface Bench {
  tell(line: string): void;
  close(): void;
}

/** Makes the pipes; `onLine` gets each report. */
export function openBench(folder: string, onLine: (line: string) => void): Bench {
  const incoming = openPipe(join(folder, "bench.in"), { writable: true });
  const outgoing = openPipe(join(folder, "bench.out"), { readable: true });
  let rest = "";
  outgoing.on("data", (bytes) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  return {
    tell: (line) => void incoming.write(`${line}\n`),
    close() {
      incoming.destroy();
      outgoing.destroy();
    },
  };
}

function openPipe(path: string, use: { readable?: true; writable?: true }): Socket {
  rmSync(path, { force: true });
  execFileSync("mkfifo", [path]);
  // Opened for both, so that neither side ever sees the other's end; a socket would read it if it may.
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  return new Socket({ fd, readable: false, writable: false, ...use });
}
