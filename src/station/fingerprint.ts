/** "9110-9645-4bf8-7071": what people compare by telephone. @param fingerprint  the bytes, or their hex digits */
export function formatFingerprint(fingerprint: Uint8Array | string): string {
  const hex = typeof fingerprint === "string" ? fingerprint : Buffer.from(fingerprint).toString("hex");
  return hex.replace(/(....)(?=.)/g, "$1-");
}
