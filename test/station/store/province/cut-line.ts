import { connect, createServer, type Server, type Socket } from "node:net";

/** A line to the server that is cut when something certain is sent, before or after it. */
export async function startLine(socket: string) {
  let cut: { text: string; isBefore: boolean } | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const listening: Server = createServer((near) => {
    const far = connect(socket);
    for (const one of [near, far]) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => [near, far].forEach((other) => other.destroy()));
    }
    let isDeaf = false;
    far.on("data", (bytes) => {
      // The server has done it once it answers.
      if (isDeaf) near.destroy();
      else near.write(bytes);
    });
    near.on("data", (bytes: Buffer) => {
      const found = cut !== undefined && bytes.includes(cut.text) ? cut : undefined;
      if (found !== undefined) {
        cut = undefined;
        cuts++;
        if (found.isBefore) return void near.destroy();
        isDeaf = true;
      }
      far.write(bytes);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return {
    port: (listening.address() as { port: number }).port,
    cuts: () => cuts,
    cutBeforeSending: (text: string) => void (cut = { text, isBefore: true }),
    cutAfterSending: (text: string) => void (cut = { text, isBefore: false }),
    async close(): Promise<void> {
      for (const one of sockets) one.destroy();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}
