/** What a spectator may do to a token besides pressing it: together they lead to every row of its LED's table. */
export const DEEDS = [
  "charge",
  "fill",
  "unplug",
  "lowBattery",
  "emptyBattery",
  "fullBattery",
  "loseTime",
  "setTime",
  "breakFlash",
  "mendFlash",
  "handOut",
  "read",
  "warn",
  "clear",
] as const;
export type Deed = (typeof DEEDS)[number];
