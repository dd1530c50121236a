/** F0s with a phone: their files, tracing them, and giving a token's F0 to phones. */
export const phone = {
  "phone/keys/times":
    "InfoF contradicts itself: time_start must lie whole days after time; ask for the phone's upload once more",
  "phone/keys/daily":
    "InfoF contradicts itself: daily_key does not follow from base_id; ask for the phone's upload once more",
  "phone/keys/other-phone":
    "the contact history and InfoF are of two phones: no own ID in the history follows from base_id; put together what came together",
  "phone/too-many-ids":
    "the list asks for {wanted} IDs, and at most {most} are searched at once: check its times, or split it",
  "phone/files/unknown":
    "file {name}: this is no F0 list, no contact history (data_trace.txt) and no InfoF of Bluezone: {why}",
  "phone/files/empty": "file {name} is empty: check that it is the whole file",
  "phone/files/which":
    "give one F0 list, or what one phone uploaded (data_trace.txt, InfoF): {names} do not belong together",
  "phone/outside":
    "nothing of these phones lies in the days to trace: check the dates, and whether it is the right file",
  "phone/nobody-listed": "the F0 list names nobody who can be traced: ask for another",
  "phone/whose":
    "there are {count} F0s in this list: trace it without a name, then say in the case of each whose phone it is",
  "phone/sealed":
    "the logs are sealed: an officer's key opens them, in the authority's store (on the command line: --key)",
  "phone/wrong-key/boxes":
    "this key opens no box of a log of these days: use the key of an officer who has them",
  "phone/note/no-keys":
    "InfoF was not given: whose token heard this phone was looked up only by the IDs that stand in its own history",
  "phone/note/no-history": "the history was not given: whom this phone heard is not known",
  "phone/note/foreign-rows":
    "{count} rows have an own ID that does not follow from InfoF: of another phone, or of the time before the app was installed anew",
  "phone/note/not-midnight":
    "{count} entries of the list, first entry {index}: time_start {start} is no UTC midnight, at which daily keys begin; as on a phone, all its IDs are moved by the difference",
  "phone/note/more": "{count} more such notes on the list",
  "phone/note/silent": "{count} more F0s of the list: no token that was read here heard them",
  "phone/note/outside": "{count} more F0s of the list have no time in the days to trace",
  "phone/note/unmeasured":
    "in {count} rows of the history the strength was not measured: they count as heard, neither as near nor as far",
  "phone/note/no-time":
    "{count} rows of the history have a time that cannot be (before Bluezone, or in the future): they were left out; check the phone's clock",
  "phone/release/not-rekeyed":
    "token {serial} was not re-keyed since, and still sends IDs that follow from these keys: re-key it first (bztoken rekey), then release; otherwise whoever has the keys can follow its wearer",
  "phone/release/handed-on":
    "somebody else ({name}) had token {serial} under the same keys, and could be followed by them too: they are not released",
  "phone/release/phone":
    "the F0 of this case is a phone, whose keys came from Bluezone: only the keys of a token are released here",
  "phone/release/no-box": "this key opens no id box of token {serial}: use the key of an officer who has it",
  "phone/release/nothing":
    "of these days no keys of the F0's tokens are there any more: there is nothing to release",
} as const;
