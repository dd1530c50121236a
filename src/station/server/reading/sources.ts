/** Which tokens are plugged in, and which of them came since the program started. */
import { listPorts, openSerialLine } from "../../reading/serial-line.js";
import type { OfferedSource, TokenSource } from "./readings.js";

export type Sources = ReturnType<typeof createSources>;

export function createSources(simulated: readonly TokenSource[], hasSerialPorts: boolean) {
  /** At the last look. */
  let plugged: ReadonlySet<string> | undefined;
  /** Plugged in since the first look, and nobody began to read them. */
  const fresh = new Set<string>();

  async function look(): Promise<OfferedSource[]> {
    const ports = hasSerialPorts ? (await listPorts()).map(portSource) : [];
    const isPlugged = (source: TokenSource) => source.hands?.isPluggedIn() ?? true;
    const now = new Set([...ports, ...simulated].filter(isPlugged).map(({ id }) => id));
    // What was there from the start may be anything: a modem, a clock. Only somebody's hand begins with that.
    if (plugged !== undefined) for (const id of now) if (!plugged.has(id)) fresh.add(id);
    for (const id of fresh) if (!now.has(id)) fresh.delete(id);
    plugged = now;
    const offered = (source: TokenSource, isSimulated: boolean) => ({
      info: {
        id: source.id,
        label: source.label,
        isSimulated,
        hasHands: source.hands !== undefined,
        isPlugged: now.has(source.id),
        isFresh: fresh.has(source.id),
      },
      source,
    });
    return [
      ...ports.map((source) => offered(source, false)),
      ...simulated.map((source) => offered(source, true)),
    ];
  }

  void look();
  return {
    look,
    /** Those are being read now. */
    take(ids: readonly string[]): void {
      for (const id of ids) fresh.delete(id);
    },
    handsOf: (id: string) => simulated.find((source) => source.id === id)?.hands,
  };
}

function portSource({ path, description }: { path: string; description: string }): TokenSource {
  const label = [path, description].filter(Boolean).join(" – ");
  return { id: path, label, open: () => openSerialLine(path) };
}
