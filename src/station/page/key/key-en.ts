import type { keyVi } from "./key-vi.js";

/** The key of the store's file, in English. */
export const keyEn: typeof keyVi = {
  lockedTitle: "Plug in the stick with the key",
  lockedText:
    "The data on this computer is encrypted. As soon as the stick with the key is plugged in, it opens; then take the stick out again and carry it with you.",
  waiting: "Waiting for the stick…",
  otherKey: "The stick that is plugged in has another station's key.",
  noStick: "No stick? Type the code from its sheet",
  code: "Code on the sheet (eight groups)",
  writeTo: "Write the key to a stick again",
  toNone: "Do not write",
  open: "Open",
  opening: "Opening…",

  plainTitle: "A key for the data on this computer",
  plainText:
    "Names, telephone numbers and addresses will be encrypted on the disk. The key lies on a USB stick: plug it in when the program starts, and take it out again once it is open. Whoever takes the computer without the stick reads nothing; a PIN does not do instead.",
  plugIn: "Plug in a USB stick.",
  stick: "USB stick",
  make: "Write the key to the stick",
  paperOnly: "No stick: a code on paper only",
  later: "Next time",
  laterText: "Until then the data lies on the disk as it is, not encrypted.",

  sheetTitle: "Code of the station",
  sheetText:
    "If the stick is lost, this code opens the data. Print this sheet or copy it, and keep it in a locked cupboard, not beside the computer. If both are lost, only a back-up brings the data back.",
  keyFile: (path: string) => `The key is on the stick: ${path}`,
  codeLabel: "Code",
  store: (name: string) => `Store: ${name}`,
  lastGroup: "Copied to paper? Type the last group of the code",
  print: "Print this sheet",
  use: "Put away, start",
  encrypting: "Encrypting…",

  panelTitle: "Key of the data on this computer",
  kinds: {
    encrypted: "The data on the disk is encrypted.",
    plain: "The data on the disk is not encrypted.",
    none: "This store has no key of its own: for PostgreSQL encrypt the server's disk; training and made-up data need none.",
  },
  changeText:
    "If a stick or a sheet was lost, or somebody may have copied one, make a new key. Old sticks and sheets open nothing then; back-ups stay as they are.",
  pin: "Your PIN",
  makeNew: "Make a new key",
  useNew: "Put away, change the key",
  keepOld: "Keep the old key",
  encrypted: () =>
    "The data is encrypted. From now on plug in the stick when the program starts, or type the code from the sheet.",
  changed: (destroyed) =>
    `The key is changed; old keys destroyed on sticks that are plugged in: ${destroyed}. Destroy all other old sticks and sheets.`,

  plainLabel: "Data not encrypted",
  plainNotice:
    "The data on the disk is not encrypted. An administrator makes a key under Administration; or plug in a USB stick the next time the program starts.",
};
