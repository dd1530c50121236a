/**
 * Ends a command that runs until Ctrl+C (SIGINT) or until it is told to end (SIGTERM), as soon as `close` is through. Returns how to
 * have it no more, for a command that did not come to run.
 */
export function endAtSignal(close: () => Promise<unknown>): () => void {
  let isEnding = false;
  const end = () => {
    // Ctrl+C reaches a program more than once where another one started it: what is being closed is to be whole all the same.
    if (isEnding) return;
    isEnding = true;
    void close().then(() => process.exit(0));
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  return () => {
    process.off("SIGINT", end);
    process.off("SIGTERM", end);
  };
}
