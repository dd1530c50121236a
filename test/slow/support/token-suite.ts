/** What is to notice a broken token: most telling first, and quick. */
export const TOKEN_SUITE = [
  "state",
  "clock",
  "drift",
  "time-guard",
  "warning",
  "busy",
  "token",
  "rekey",
  "custody",
  "memory",
  "told",
  "light",
  "wearer",
  "life",
  "iphone-reads",
  "press",
  "gate",
  "allowance",
]
  .map((name) => `test/token/${name}.test.ts`)
  .concat("test/attack/clerk.test.ts");
