/**
 * The line between the stand-ins and the program that runs the interpreter: two named pipes in the working directory,
 * one text line a message, a word and its arguments. The other end is firmware/device/device.ts.
 */

const INCOMING = "bench.in";
const OUTGOING = "bench.out";

/** The interpreter ignores it for a pipe. */
const BAUD = 115200;

/** Tells the bench something. */
export function report(line: string): void {
  require("fs").appendFileSync(OUTGOING, line + "\n");
}

/** `handle` gets each message of the bench, split at its spaces. */
export function openBenchLine(handle: (words: string[]) => void): void {
  let rest = "";
  Serial1.on("data", function (chunk) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) handle(line.split(" "));
  });
  Serial1.setup(BAUD, { path: INCOMING });
}
