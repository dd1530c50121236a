/**
 * One program for one user: a second press of the icon finds the first by a file in the data folder, which names a port of
 * loopback and a secret that only its user can read. Both sides prove that they know it, without saying it: what listens there after
 * the first has ended may be somebody else's.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { PRIVATE_MODE } from "../../private-file.js";

/** *show*: an address for a browser; *end*: the program ends. */
export type Wish = "show" | "end";

/** What the running program says. */
export interface Told {
  /** Good once and for some minutes; empty where it ends. */
  address: string;
  /** When that program was made. */
  builtMs: number;
}

const SECRET_BYTES = 32;
const ANSWER_MS = 5_000;
const MOST_CHARACTERS = 4_096;

const fileOf = (folder: string) => join(folder, "running.json");
const described = z.object({ port: z.number(), secret: z.string() });
const asked = z.object({ wish: z.enum(["show", "end"]), nonce: z.string(), mac: z.string() });
const answered = z.object({ text: z.string(), mac: z.string() });

/** Answers further presses of the icon from now on. @param fulfil  may end the program, once it has answered */
export async function answerIcon(
  folder: string,
  fulfil: (wish: Wish) => Told,
): Promise<{ close(): Promise<void> }> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const server = createServer((socket) => {
    readLine(socket, (line) => {
      const { wish, nonce, mac } = asked.parse(JSON.parse(line));
      if (!isRight(mac, secret, "ask", wish, nonce)) return void socket.destroy();
      const text = JSON.stringify(fulfil(wish));
      socket.end(`${JSON.stringify({ text, mac: macOf(secret, "answer", nonce, text) })}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  // Under another name first, so that nobody reads half of it.
  const unfinished = `${fileOf(folder)}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify({ port, secret }), { mode: PRIVATE_MODE });
  renameSync(unfinished, fileOf(folder));
  return {
    close: () =>
      new Promise((resolve) => {
        if (secretIn(folder)?.secret === secret) rmSync(fileOf(folder), { force: true });
        server.close(() => resolve());
      }),
  };
}

/** Asks the running program. Undefined where none is running. */
export async function askRunning(folder: string, wish: Wish): Promise<Told | undefined> {
  const running = secretIn(folder);
  if (running === undefined) return undefined;
  const { port, secret } = running;
  const nonce = randomBytes(SECRET_BYTES).toString("base64url");
  const question = { wish, nonce, mac: macOf(secret, "ask", wish, nonce) };
  const line = await new Promise<string | undefined>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${JSON.stringify(question)}\n`));
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    readLine(socket, (said) => {
      resolve(said);
      socket.destroy();
    });
    socket.once("close", () => resolve(undefined));
  });
  const answer = answered.safeParse(parsed(line));
  if (!answer.success) return undefined;
  const { text, mac } = answer.data;
  return isRight(mac, secret, "answer", nonce, text) ? (JSON.parse(text) as Told) : undefined;
}

function secretIn(folder: string): z.infer<typeof described> | undefined {
  try {
    return described.parse(JSON.parse(readFileSync(fileOf(folder), "utf8")));
  } catch {
    return undefined;
  }
}

/** The first line; a socket that says too much, or what `use` cannot read, is closed. */
function readLine(socket: Socket, use: (line: string) => void): void {
  let said = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    said += bytes.toString("utf8");
    const end = said.indexOf("\n");
    if (end < 0 && said.length > MOST_CHARACTERS) return void socket.destroy();
    if (end < 0) return;
    try {
      use(said.slice(0, end));
    } catch {
      socket.destroy();
    }
  });
}

function parsed(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
}

const macOf = (secret: string, ...said: readonly string[]) =>
  createHmac("sha256", secret).update(JSON.stringify(said)).digest("base64url");

function isRight(mac: string, secret: string, ...said: readonly string[]): boolean {
  const [given, right] = [Buffer.from(mac), Buffer.from(macOf(secret, ...said))];
  return given.length === right.length && timingSafeEqual(given, right);
}
