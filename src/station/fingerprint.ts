/** "9110-9645-4bf8-7071": what people compare by telephone. */
export function formatFingerprint(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint)
    .toString("hex")
    .replace(/(....)(?=.)/g, "$1-");
}
