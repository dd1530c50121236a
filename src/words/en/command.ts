/** What was typed on the command line. */
export const command = {
  "command/export/sormas":
    "SORMAS has to know where the contacts belong: give --sormas-case, or --region and --district",
  "command/export/mapping-missing": "DHIS2 needs --mapping, a JSON file with the UIDs of the installation",
  "command/export/not-json":
    "the mapping {path} is not JSON: line {line}, column {column}, {what}; mend the file",
  "command/export/mapping":
    "the mapping {path} does not fit at {fields}: compare it with the example in EXCHANGE.md",
  "command/port-number": '--port "{port}": give a number from 0 to 65535',
  "command/base": "--base must be {digits} hex digits, not {value}",
  "command/created": '--created must be a day such as 2020-08-08, not "{text}"',
  "command/from": '--from must be a time such as 2020-08-08T05:45:00Z, not "{text}"',
  "command/slots": '--slots must be a whole number from 1 to {most}, not "{text}"',
  "command/empty-history":
    "{path}: the contact history holds no row, so it says nothing about contacts; check that it is the whole file",
  "command/officer-without-stock": "--officer needs no operating keys: leave out --unit, --stock and --key",
  "command/stock-and-key": "--stock and --key go together: the unit's key opens the stock file",
  "command/unit-or-stock": "--unit unlocks the keys in the store, --stock brings its own: give one of them",
  "command/update/port-or-stage": "give the token's --port, or --stage with --unit and --key",
  "command/update/not-a-build":
    "{path} is not what a build of the program leaves: keep the program together with the files that were built with it",
  "command/update/stage-needs":
    "to release a program, give an officer's --key and a --reason; with --stage the --unit, too",
  "command/nothing-to-change": "nothing to change: give --epoch or --reminder",
  "command/serial-digits": '--serial "{text}": give the digits on the token\'s label',
  "command/no-key-file": "{path} is no key file: choose another file",
  "command/serial-number": '--serial "{text}": give a number from 1 to {most}',
  "command/nobody-named":
    "name the F0: --token with the number on the token, --person with the name, or --list or --history with the files of phones",
  "command/two-named": "give one of --token or --person, --list and --history: each names F0s of its own",
  "command/no-onset": "give --onset, the day of the first symptoms",
  "command/no-such-person":
    "nobody called {name} is known to have had a token here: check the name, or give the token's number",
  "command/many-tokens": "--tokens names more than {most} numbers: name fewer at once",
  "command/who":
    "say who it is: --person with a name in the register, or --new with the name of somebody new",
  "command/birth-year": '--birth-year "{text}": give a year such as 1958',
  "command/nobody-registered":
    "nobody called {name} is in the register here: check the name, or enter somebody new with --new",
  "command/several-registered":
    "{count} people of the register are called {name} ({names}): say which one with --unit or --birth-year",
  "command/several-people":
    "{count} people are called {name} ({names}): give the token's number too (--token)",
  "command/several-tokens": "{count} tokens have the number {serial}: name one of them with --token, {names}",
  "command/token-digits": '"{text}" is no serial number: give the digits on the token\'s label (1…99999999)',
  "command/onset": "onset {text} lies in the future: check the date",
  "command/isolated": "--isolated {text} lies before the days to trace: check both dates",
  "command/date": '{option} "{text}" is no date: write it as YYYY-MM-DD',
  "command/whole-number": '{option} "{text}": give a whole number from {min} to {max}',
  "command/tokens": '--tokens "{text}": write numbers and ranges, for example 1-200,417',
  "command/number-range":
    '--numbers "{text}": give the first and the last number, for example 1-1000, up to {most}',
  "command/labels-phone": "labels need --phone, the number that finders shall call",
  "command/labels-tokens": "labels want --tokens <numbers>, for example 1-65,417",
  "command/no-public-keys": "there is no public key file (*{ending}) in {path}: check the folder",
  "command/serial-port": '--port "{text}" is no serial port: give its path, for example {example}',
  "command/unreadable": "cannot read the {what} {path}: {why}; check the path",
  "command/no-passphrase":
    "no passphrase for {what}: type it, or give it as the first line of standard input",
  "command/short-passphrase":
    "the passphrase is too short: take at least {least} characters, best five words that do not belong together",
  "command/weak-passphrase":
    "the passphrase is too easy to guess: take five words or more that do not belong together, no name, no date, no saying",
  "command/passphrases-differ": "the two passphrases differ: type them again, nothing was written",
  "command/given-up": "given up: nothing was changed",
  "command/reason": "the officer's key {path} needs --reason, in words: the ledger keeps why it was used",
  "command/ledger-head": '--head "{text}": give the 64 hex digits that bztoken ledger --verify printed',
  "command/fingerprint": '"{text}" is no fingerprint: give its 16 hex digits, with or without hyphens',
  "command/speed": "--speed {text}: give a number from 1 to {most}",
  "command/bad-text": "{path}: {why}; mend the file or ask its sender for another",
  "command/wrong-role": "{path} is the key of {role}: this takes that of {roles}",
  "command/foreign-file": "the {what} {path} is {kind}",
  "command/sightings/header": '{path}: the first line must be {header}; it is "{found}"',
  "command/sightings/unreadable": "cannot read the sightings {path}: {why}; check the file",
  "command/sightings/empty":
    "{path} holds no sightings with a strength: expected a header and one line a reading",
  "command/sightings/fields": "{where}: {found} fields, {expected} are expected",
  "command/sightings/pair-empty": "{where}: pair is empty; give each run a name",
  "command/sightings/number": '{where}: {column} is "{value}"; a number from {low} to {high} is expected',
  "command/proximity/which": "say what is wanted: either --window SECONDS or --close-minutes",
  "command/proximity/two-levels": "--hardware and --midpoint both set the level: leave out one of them",
  "command/proximity/number": '{option} must be a number from {low} to {high}, not "{text}"',
  "command/proximity/nameless": "{where}: tx or rx is empty; with --one-clock they name the devices",
  "command/proximity/itself":
    "{where}: tx and rx are both {device}, and no device hears itself; leave out --one-clock where they name models",
  "command/proximity/other-devices":
    "{where}: pair {pair} had another tx or rx before; give each run a pair of its own",
} as const;
