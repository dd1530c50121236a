/** Keys, boxes, packs and cases. */
export const custody = {
  "custody/wrong-key/list": "A list needs id boxes, not the {kind} box",
  "custody/out-of-range/slots": "A day has the slots 0 to 95",
  "custody/out-of-range/fewest-slots": "An F0 counts from 1 to 96 slots on: choose a number between",
  "custody/out-of-range/list": "The list is too long: leave out older cases",
  "custody/wrong-key/kind": "This needs the {needed} box, not the {found} box",
  "custody/not-this-file/kind": "This is no {name}: choose another file",
  "custody/unknown-version/file":
    "This {name} has version {found}, this program reads version {version}: update the program",
  "custody/wrong-role/case": "A case belongs to an officer: use an officer's key",
  "custody/wrong-key/case": "This case belongs to another officer: use the key file that opened it",
  "custody/damaged/case": "The case file is damaged: take it from another copy of the store",
  "custody/damaged/box": "The box is damaged: take it from another copy of the store",
  "custody/wrong-role/secrets": "Secrets of tokens are not given to a unit's key: choose an officer's",
  "custody/wrong-key/box": "This box is sealed to another key: use the key file of its recipient",
  "custody/out-of-range/admin-key": "An admin key belongs to no day",
  "custody/out-of-range/past":
    "The box of token {serial} opens nothing before day {day}: those days are past keeping",
  "custody/damaged/backup-keyring": "The keyring of back-ups is damaged: take another copy of it",
  "custody/damaged/key-file": "The key file is damaged: take the copy from its safe place",
  "custody/damaged/key-file-cost":
    "The key file asks for more work than this program does, or for too little to be safe: take another copy",
  "custody/wrong-passphrase": "The passphrase is not the one of this key file: type it again",
  "custody/damaged/key-file-names": "The key file names other keys than it holds: take another copy",
  "custody/out-of-range/case": "A case covers 1 to {days} days: choose its first and last day anew",
  "custody/damaged/stock": "The stock file is damaged: ask for it anew",
  "custody/damaged/hand-over":
    "The token's hand-over was not understood: update token and program, then prepare it anew",
  "custody/unsound-secret": "Token {serial} makes no sound secrets: set it aside as faulty",
  "custody/damaged/wrapped": "The wrapped secret is damaged: read it from the token again",
  "custody/wrong-token":
    "The wrapped secret does not follow on this box of token {serial}: plug in the right token and do it again",
  "custody/damaged/wrapped-changed":
    "The wrapped secret was changed on its way: read it from the token again",
  "custody/wrong-role/split": "Only a recovery key is split: make one with that role",
  "custody/damaged/share": "The part of a recovery key was copied wrongly: compare it with the original",
  "custody/shares/two": "Two different parts of the recovery key are needed: bring another one",
  "custody/shares/mixed": "{part} is a part of another recovery key than {first}: bring parts of one key",
  "custody/shares/wrong":
    "The parts do not give the key they name, for they were not made together: bring two parts of one splitting",
  "custody/shares/other-splitting":
    "Not all parts were made together: {fitting} give the key back, {parts} is of another splitting; leave it out and destroy it",
  "custody/damaged/role": "There is no kind {number} of key: ask for the file anew",
  "custody/damaged/public-file": "The public key file is damaged: ask for it anew",
  "custody/out-of-range/receivers": "A pack has 1 to 255 receivers: choose who is to open it",
  "custody/foreign-sender": "The sender of this pack is not known here: ask for the sender's public key file",
  "custody/unknown-version/pack": "This kind of pack is not known here: update the program",
  "custody/wrong-key/pack": "This pack is addressed to others: ask its sender for one to this unit",
  "custody/incomplete/pack": "The pack is cut off: copy the file again and wait until it is done",
  "custody/damaged/pack": "The pack was damaged or changed: ask for it anew",
  "custody/unknown-version/content":
    "The content of this pack has version {version}, this program reads up to version {ours}: update the program",
  "custody/damaged/content": "The content of this pack is not understood: ask its sender for it anew",
  "custody/not-this-file/stock": "This pack is no stock file: take it in with bztoken unpack",
  "custody/wrong-role/stock": "Operating keys are taken in with a unit's key: use the unit's key file",
  "custody/wrong-key/sealed-stock": "These operating keys are sealed to another key: use the unit's key file",
  "custody/damaged/sealed-stock":
    "The operating keys in the store are damaged: take the stock file in again, or ask for a new one",
  "custody/wrong-role/sender": "This pack is signed by a unit, not by an officer: ask the authority for it",
} as const;
