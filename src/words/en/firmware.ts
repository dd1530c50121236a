/** Building the token's program, putting it on a board, running it in the interpreter. */
export const firmware = {
  "firmware/other-board": "this is a {board}; the firmware is for {boards}",
  "firmware/old-interpreter": "this Espruino is older than 2v30: install a newer one first",
  "firmware/foreign-flash":
    "the board's flash holds {files} but no log of this firmware's size in first place: read the token if it is one, then repeat with --erase-log, which erases all of it",
  "firmware/no-place": "the log's place could not be reserved: try again with --erase-log",
  "firmware/no-reset": "the board does not reset: pull it out and try again",
  "firmware/not-whole": "the program did not arrive whole: try again",
  "firmware/not-bundled": "the bundle cannot be made\n{places}",
  "firmware/no-builder": "building needs the repository, after npm ci; the package brings the firmware built",
  "firmware/unknown-board": "no board {board}: flash.config.json knows {boards}",
  "firmware/cannot-run": "the program cannot run on the token\n{places}",
  "firmware/too-large": "the bundle has {bytes} bytes, {most} are allowed",
  "firmware/no-interpreter":
    "no interpreter at {path}: give the path of Espruino's Linux build (bin/espruino)",
  "firmware/interpreter-ended": "the interpreter ended: start it again",
  "firmware/not-started/silent": "the program did not start; the interpreter says:\n{said}",
  "firmware/no-terminal/missing": "no pseudo-terminal: the program `script` (bsdutils) is missing",
  "firmware/no-terminal/ended": "no pseudo-terminal: `script` ended",
  "firmware/console/port":
    "port {path} cannot be opened ({why}): close other programs that use it, or choose another port",
  "firmware/no-console":
    "no answer from an Espruino console at {path} ({why}): is this the right port? A board without our program needs Espruino's firmware for XIAOBLE on it; one whose program does not answer shows the console after a reset with D1 at 3.3 V",
  "firmware/console/silent": "silent for {seconds} s",
  "firmware/console/refused": "it refused what it got",
  "firmware/console/damaged": "what it got or gave is damaged",
  "firmware/not-started/failed": "the token cannot be started in the interpreter: {why}",
} as const;
