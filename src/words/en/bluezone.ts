/** Bluezone's files: F0 lists, contact histories, keys. */
export const bluezone = {
  "bluezone/not-a-history":
    "line 1: this looks like JSON, not like a contact history; have the two files changed places?",
  "bluezone/fields": "line {line}: expected 4 fields separated by tabs, found {found}",
  "bluezone/id": "line {line}: the {name} must be {digits} hex digits, not {value}",
  "bluezone/rssi": "line {line}: the RSSI must be a whole number of dBm, not {value}",
  "bluezone/time": "line {line}: the time must be milliseconds (or seconds) since 1970, not {value}",
  "bluezone/time-unit":
    "line {line}: the time must be milliseconds (or seconds) since 1970; {value} looks like {unit}",
  "bluezone/not-an-object": "{what} must be a JSON object, not {value}",
  "bluezone/key": "{what}: {name} must be {digits} hex digits, not {value}",
  "bluezone/number": "{what}: {name} must be a whole number from {min} to {max}, not {value}",
  "bluezone/not-a-list/history":
    "this is a contact history, not an F0 list; have the two files changed places?",
  "bluezone/not-a-list/keys": "this holds the keys that one phone uploads (base_id), not an F0 list",
  "bluezone/not-json/text": "{what} is not JSON",
  "bluezone/not-json/at": "{what} is not JSON: line {line}, column {column}: {fault}",
  "bluezone/not-a-list/form": "the F0 list must have the form {plain}, {wrapped} or {pushed}",
  "bluezone/seconds/other":
    "{what}: {name} must be a whole number of seconds from {min} to {max}, not {value}",
  "bluezone/seconds/milliseconds":
    "{what}: {name} must be a whole number of seconds from {min} to {max}, not {value}; it looks like milliseconds",
  "bluezone/said/entry": "entry {index}: {what}",
  "bluezone/said/and": "{one}; {other}",
  "bluezone/said/key": "left out, as a phone does: daily_key has {digits} hex digits, not {expected}",
  "bluezone/said/end": "left out, as a phone does: time_end {end} is before time_start {start}",
  "bluezone/said/read-as": "{name} {value} is read as {number}, as a phone does",
} as const;
