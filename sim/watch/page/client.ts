/** Talks to the program that served this page. */
import type { Message, OpeningAnswer, PlayInput, PressInput, SpeedInput } from "../api.js";
import type { Inside } from "../inside.js";

async function post(path: string, body: unknown): Promise<void> {
  await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const client = {
  opening: async () => (await (await fetch("/api/opening")).json()) as OpeningAnswer,
  /** Undefined where the person has no token. */
  async inside(person: number): Promise<Inside | undefined> {
    const response = await fetch(`/api/inside/${person}`);
    return response.ok ? ((await response.json()) as Inside) : undefined;
  },
  setSpeed: (input: SpeedInput) => post("/api/speed", input),
  press: (input: PressInput) => post("/api/press", input),
  play: (input: PlayInput) => post("/api/play", input),
  restart: () => post("/api/restart", {}),
  /** The answer ends it. */
  watch(onMessage: (message: Message) => void, onOffline: (isOffline: boolean) => void): () => void {
    const events = new EventSource("/api/frames");
    events.onmessage = (event) => onMessage(JSON.parse(event.data as string) as Message);
    // The browser tries again by itself; the first message is then a full one.
    events.onerror = () => onOffline(true);
    events.onopen = () => onOffline(false);
    return () => events.close();
  },
};
