/** Scenarios, recordings and replays. */
export const simulator = {
  "simulator/recording/unreadable":
    "{path} cannot be read ({error}): give a file that bztoken watch --record wrote",
  "simulator/scenario/json": "{path}, line {line}, column {column}: not JSON: {what}",
  "simulator/scenario/twice": '{path}, line {line}: "{field}" is there twice; leave one of them',
  "simulator/scenario/field": "Scenario: {issue}",
  "simulator/scenario/unknown": 'There is no scenario "{name}". Choose one of {names}, or a file',
  "simulator/sightings/pair-again": "{where}: pair {pair} appears again; sort the file by pair and time",
  "simulator/sightings/order":
    "{where}: t_s goes back from {before} to {after}; sort the file by pair and time",
  "simulator/not-apart":
    "The token of person {person} sends something else from {seconds} s on because of what it heard; towns are simulated token by token only where that cannot be. Use --in-step.",
  "simulator/no-schedule": 'No schedule has "{text}" in its name. There are: {names}.',
  "simulator/chart-ending": "--out {path}: give a name that ends in .svg or .html",
  "simulator/too-many-live":
    "{people} people at once are too many for this computer's memory: give {most} at most",
  "simulator/replay-options":
    "--replay shows a recording as it is: leave out scenario, --people, --seed, --from, --record",
  "simulator/recording/damaged": "{path} cannot be played: {why}",
  "simulator/recording/exists":
    "{path} exists already: choose another name for the recording, or delete it first",
  "simulator/recording/unwritable":
    "{path} cannot be written ({error}): choose another place for the recording",
  "simulator/scenario/at-line/one": "{path}, line {line}: {issue}",
  "simulator/scenario/at-line/and-more": "{path}, line {line}: {issue} (and {more} more)",
  "simulator/scenario/no-file": "{path}: there is no such file",
  "simulator/scenario/unreadable": "{path}: it cannot be read ({error})",
} as const;
