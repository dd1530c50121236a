/** What was typed on the command line. */
export const command = {
  "command/seeds": "--seeds {seeds}: give 1 to {most} runs",
} as const;
