import { spawn, spawnSync } from "node:child_process";
import { root } from "./interpreter.js";

/** esbuild's service process ends when its pipe does. */
const HELPERS_END_MS = 500;

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bztoken` from the sources and waits for its end. */
export function runCommand(...words: string[]): Promise<Outcome> {
  const command = startCommand(...words);
  command.child.stdin.end();
  return command.ended;
}

/** Starts `bztoken` in a process group of its own. */
export function startCommand(...words: string[]) {
  return startWithClock({}, ...words);
}

/** The same where the computer's clock runs faster, see fast-clock.js. */
export function startFastCommand(startMs: number, speed: number, ...words: string[]) {
  return startWithClock({ CLOCK_START_MS: String(startMs), CLOCK_SPEED: String(speed) }, ...words);
}

function startWithClock(clock: Record<string, string>, ...words: string[]) {
  const imports = ["tsx", ...("CLOCK_SPEED" in clock ? ["./test/espruino/fast-clock.js"] : [])];
  const options = imports.flatMap((name) => ["--import", name]);
  const child = spawn(process.execPath, [...options, "src/bztoken.ts", ...words], {
    cwd: root,
    stdio: "pipe",
    detached: true,
    env: { ...process.env, ...clock },
  });
  let stdout = "";
  let stderr = "";
  let onOutput: () => void = () => {};
  child.stdout.on("data", (bytes) => {
    stdout += bytes;
    onOutput();
  });
  child.stderr.on("data", (bytes) => {
    stderr += bytes;
    onOutput();
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return {
    child,
    ended,
    /** The first match in what it has said so far, or says later; rejects where it ends without. */
    says(pattern: RegExp, stream: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stream === "stdout" ? stdout : stderr);
          if (match) resolve(match);
        };
        onOutput = look;
        look();
        void ended.then(() => reject(new Error(`it ended without ${pattern}: ${stdout}${stderr}`)));
      });
    },
  };
}

/** Commands of the processes that are left of a command, after helpers have had a moment to notice its end. */
export async function livingProcesses(groupId: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, HELPERS_END_MS));
  const { stdout } = spawnSync("ps", ["-o", "stat=,args=", "-g", String(groupId)], { encoding: "utf8" });
  // A dead process stays listed (Z) until the container's first process takes notice.
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("Z"))
    .join("\n");
}
