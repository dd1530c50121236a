/** What packs brought, and what of them did not hold. */
export const pack = {
  "pack/again": "taken in before, nothing was changed",
  "pack/up": "{added} new sealed records",
  "pack/down": "{list}, keys of {tokens} tokens, {acknowledged} packs acknowledged",
  "pack/case": "case {id}, yours from now on",
  "pack/list": "list of cases {number}",
  "pack/no-list": "no list of cases",
  "pack/program": "program {firmware} for {tokens} tokens: each gets it at its next check",
  "pack/note": "note: {what}",
  "pack/later": "{count} lines of a kind that only a later program knows were left out: update this one",
  "pack/beside":
    "{count} records of unit {unit} differ from what was stored at their places: both are kept, and in a trace the one that opens counts",
  "pack/unbound":
    "unit {unit} speaks of tokens that are not bound to it ({tokens}), and all it says of them was left out: if they are its tokens, bind them (bztoken pack bind) and take the same pack in again; if they are not, ask the unit why it has them",
  "pack/left-out/unfit":
    "lines of unit {unit} that do not fit were left out ({kinds}), and the rest was taken in: if there are many, ask the unit for a new pack",
  "pack/left-out/future":
    "lines of unit {unit} that tell of a time to come were left out ({kinds}): check the date of the unit's computer and of this one",
  "pack/left-out/foreign":
    "unit {unit} would change what another unit or this authority entered ({kinds}), and that was left out: ask the unit why",
  "pack/left-out/full":
    "unit {unit} brought more of the same than there can be ({kinds}), and the rest of it was left out: ask the unit why",
  "pack/left-out/withdrawn":
    "the pack of unit {unit} still holds people who took their consent back ({kinds}), and they were not taken in again: send the unit a pack, and it deletes them too",
  "trace/unopened":
    "{count} records of token {serial}, {source}, do not open with the token's key: they are damaged or false, and touch nothing else. They can be removed with bztoken discard",
  "trace/wrapped":
    "{count} new secrets of token {serial}, {source}, do not open: they are false, or were changed on the way, and touch nothing else. They can be removed with bztoken discard",
  "trace/cut":
    "the clock corrections of token {serial} name more days than a case covers: {count} days were left out, the furthest first. Ask the units that have it what its clock did",
  "trace/nothing-before":
    "the window begins long before the logs in this store, which begin on {day}: of the days before nothing is known",
  "trace/has-token": "{name} has token {serial}: its log was not opened, trace it as well",
  "trace/handed-on":
    "token {serial} was with {other} {span}: this trace is of {name} alone, {other} has to be traced by name",
  "trace/until": "until {moment}",
  "trace/since": "from {moment} on",
  "trace/between": "from {from} to {to}",
  "trace/own-token-closed":
    "{name} had token {serial} too, and nothing of it is in here: it was never read, or this key opens no box of it",
  "trace/own-log-ends":
    "what token {serial}, which the F0 had, heard up to the end of the window is not in here: all logs were gone through for the F0 instead. Read the token, and trace again",
  "trace/near-logs":
    "of {logs} other tokens with a log of these days {opened} were opened, those of people whom the F0's own log does not rule out; who heard the F0 without being heard is found only by going through all",
  "trace/from-unit": "brought by unit {unit}",
  "trace/from-here": "stored without a unit's name",
} as const;
