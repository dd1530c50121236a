/** What the token's LED says when its button is pressed, and unasked. One row of the leaflet each. */
export const SIGNALS = [
  "well",
  "battery",
  "time",
  "faulty",
  "warned",
  "thanks",
  "asked",
  "reminder",
] as const;
export type Signal = (typeof SIGNALS)[number];

/** How often the LED is lit, how long, and how long it is dark in between, in milliseconds: as in the token's code. */
export const BLINKS: Record<Signal, readonly [times: number, litMs: number, darkMs: number]> = {
  well: [1, 800, 0],
  battery: [2, 150, 250],
  time: [3, 150, 250],
  faulty: [4, 150, 250],
  warned: [5, 150, 250],
  thanks: [1, 1500, 0],
  asked: [4, 60, 60],
  reminder: [1, 40, 0],
};
