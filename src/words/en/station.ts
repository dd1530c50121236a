/** The station: its store, its tokens, its packs, its page. */
export const station = {
  "station/port-taken": "port {port} is taken: close the other program or choose another with --port",
  "station/desktop/no-browser": "no browser opened: open this address in one, it works once: {address}",
  "station/desktop/no-data-folder":
    "the data folder {path} cannot be used ({why}): free some space, or ask whoever set this computer up",
  "station/desktop/not-started":
    "the program ended before it said anything: switch the computer off and on; if that does not help, send {file} to whoever gave you the program",
  "station/desktop/not-running": "the program is not running: there is nothing to end",
  "station/desktop/does-not-end":
    "an older program is still running: switch the computer off and on, then open the newer one",
  "station/desktop/no-list": "there is no list of files {file}: unpack the folder from its zip file again",
  "station/desktop/not-whole":
    "{count} files of the program are missing or changed ({files}): unpack the folder from its zip file again",
  "station/labels":
    "write the labels' numbers as numbers and ranges, for example 1-65,417: at most {most} at once",
  "station/onset-in-future": "onset lies in the future: check the date",
  "station/no-such-token": "there is no such token in this store: load the page again",
  "station/hand-over/too-early":
    "{name} has had this token since {since}, and nobody else can have it from an earlier time on: give a later one, or correct since when {name} has it",
  "station/hand-over/returned": "{name} had this token until {since}: give a later time",
  "station/hand-over/future": "a token is handed over now or was before: check the date and the time",
  "station/hand-over/nobody": "nobody has this token: give it to somebody first",
  "station/hand-over/same-person":
    "{name} has this token already: correct the entry if something in it is wrong",
  "station/person/missing": "this person does not have the token any more: load the page again",
  "station/person/foreign": "this person is in the register of unit {unit}: have that unit correct it",
  "station/half-prepared":
    "token {serial} is only half prepared: finish it with bztoken prepare where its boxes are",
  "station/claim/number":
    "this device says that it is token {serial}, and does not have that token's key: somebody tried to deceive, or the device is faulty. Nothing of it was kept, and what is stored of token {serial} is as it was. Put the device aside, and report to the authority who brought it",
  "station/claim/in-service":
    "this device says that it is token {serial} and in service, and no key proves it: somebody tried to deceive, or the device is faulty. Nothing of it was kept. Put the device aside, and report to the authority who brought it",
  "station/claim/chip":
    "this device says that it is an unprepared token with number {serial}, which is not the number of its chip: somebody tried to deceive, or the device is faulty. Nothing of it was kept. Put the device aside, and report to the authority who brought it",
  "station/claim/values":
    "this device tells what no token can tell ({name}: {value}): somebody tried to deceive, or the device is faulty. The reading was ended. Put the device aside, and report to the authority who brought it",
  "station/keys-locked":
    "the keys of tokens in service are locked: sign in with the unit's key file (on the command line --unit)",
  "station/wrong-key/operating-keys":
    "no operating keys in this store belong to this key: use the key file of the unit that they were sent to",
  "station/sign-in/role": "this is no unit's key file: sign in with the unit's",
  "station/case-closed/lost": "case {id} is closed: what was opened for it is lost; trace anew if it must be",
  "station/case-closed/already": "case {id} is closed already: nothing is left to do",
  "station/wrong-key/box":
    "this key opens no {kind} box of token {serial}: use the key of an officer whom its secrets were sealed to",
  "station/wrong-key/two-roles":
    "the key {key} of {role} has a key or its fingerprint in common with {other}, known here as the key of {known}: nobody has one key for both; have a new one made (bztoken keys) and compare its fingerprint",
  "station/wrong-key/old-version":
    "the key {key} comes from an earlier version of the program and is not known here; its fingerprint does not tell an officer's key from a unit's: have a new one made (bztoken keys new) and compare its fingerprint",
  "station/no-reason": "an officer's key opens boxes for a reason, which the ledger keeps: say why, in words",
  "station/left/resealed":
    "Note: {who} had boxes until now and may have kept old ones. Such a box opens what tokens recorded before, and with what is overheard on the line at a re-key it opens the next secrets too. Re-key these tokens only at a trusted desk where nobody can listen, or erase them and prepare them anew",
  "station/left/rekeyed":
    "Note: {who} had boxes of this token once. Who kept one and listened on this line has the new secrets too. Unless this was a trusted desk where nobody can listen, erase the token and prepare it anew",
  "station/public-key-missing":
    "the public key {key} is missing in this store: seal its boxes again (bztoken reseal)",
  "station/recipients/unit": "secrets of tokens are never given to a unit's key: leave its file out",
  "station/recipients/missing":
    "name the public key files of at least one officer and of the recovery key with --officers",
  "station/wrong-key/every-box":
    "this key does not open every box (that of token {serial} for one): use the recovery key",
  "station/no-boxes/none": "this store holds no boxes: name the authority's with --store",
  "station/case-too-long": "a case covers at most {days} days: give the day of isolation, or look back less",
  "station/sealed/no-box":
    "token {token} is sealed, and this store holds no box of it: trace it in the authority's store",
  "station/never-read": "token {token} was never read into this store: read it first (bztoken sync)",
  "station/wrong-key/token":
    "this key opens no box of token {token}: use the key of an officer whom its secrets were sealed to",
  "station/sealed/no-key": "token {token} is sealed: name an officer's key file with --key",
  "station/date-in-doubt/prepare": "{doubt}: nothing was prepared; {remedy}",
  "station/prepared-as": "this token was being prepared as {serial}: go on with --serial {number}",
  "station/number-taken": "number {serial} was given to a token before: take another one",
  "station/token/hung":
    "the token stopped and started itself anew, {count} times since it was last read: what it heard in the quarter hours before is lost. Hand out another if it comes again",
  "station/token/self-check":
    "the token's self-check at its start failed ({faults}): set it aside and hand out another",
  "station/unsound-token": "the token is not sound ({faults}): set it aside, nothing was prepared",
  "station/other-number": "the token took another number than it was given: set it aside as faulty",
  "station/other-chip":
    "another token came up at this port than the one that was looked at: plug it in once more",
  "station/not-in-stock":
    "tokens {tokens} are only half prepared: finish them at the preparation line (bztoken line) first",
  "station/line/no-number":
    "every one of the numbers to be given has a token: start the line with more of them",
  "station/line/of-another":
    "this token is half prepared as {serial} by another line: finish it there. Where that line is lost: reset it with D1 at 3.3 V, then wipe it (bztoken flash --erase-log)",
  "station/line/other-program":
    "the token runs version {found} of its program after {wanted} was written: pull it out and plug it in once more, or set it aside",
  "station/line/not-started":
    "the program was written and does not answer: pull the token out and plug it in once more, or set it aside",
  "station/line/which":
    "this token is in service, and the preparation of {tokens} was cut off: whether it is one of them shows an officer's key, which --key names",
  "station/in-service/prepared":
    "this token is in service already: only an administrator can erase it and so make it new",
  "station/in-service/which":
    "this token is in service already; whether it is {serial} shows an officer's key: name it with --key",
  "station/in-service/other": "this token is in service, and it is not {serial}: plug in the right one",
  "station/not-back": "the token does not come back as the one prepared: prepare it once more",
  "station/epoch-falls":
    "the operating key of token {serial} has epoch {epoch}, which never falls: give that or more",
  "station/other-token": "this is token {found}, not {serial}: nothing was erased, plug in the right one",
  "station/unread-records":
    "token {serial} has records that no station has read: read it first (bztoken sync), or give them up with --unread",
  "station/release/no-unit":
    "the register knows no unit {code}, or more than one: give its code (bztoken units list)",
  "station/release/no-tokens":
    "no token in service is known for {unit} of which this key opens the administrator's box: nothing was released",
  "station/release/cut":
    "token {serial} was unplugged, or answers no more, while it was given program {firmware}: the one that it has runs on, and nothing is lost. Plug it in and check it again: it is gone on with",
  "station/release/not-kept":
    "token {serial} went back from program {firmware} to the one before, {tries} times: it works as before, and is not given it again. Have the authority look at it",
  "station/release/nothing-staged": "no program is staged for token {serial}: it is left as it is",
  "station/not-prepared/nothing-to-do":
    "nobody prepared this token: there is nothing to do with an officer's key",
  "station/not-prepared/first": "nobody prepared this token: prepare it first (bztoken prepare)",
  "station/date-in-doubt/rekey": "{doubt}: nothing was changed; {remedy}",
  "station/wrong-key/generation":
    "this key opens no {kind} box of the token's present secrets (generation {generation}): use the key of an officer who has it",
  "station/wrong-key/admin-boxes":
    "this key opens no admin box of token {tokens}: check the numbers or the key",
  "station/wrong-key/no-admin-box":
    "this key opens no admin box in this store: name the authority's store and an officer's key",
  "station/pack/unreadable": "cannot read the pack {path}: {why}; check the path, or plug the stick in again",
  "station/pack/no-file": "{path} is not a file: name a pack",
  "station/pack/older":
    "this pack (of {made} UTC) is older than one taken in before: nothing was changed, use the newest",
  "station/store/missing":
    "no store at {path}: read a token first (bztoken sync), or name the right file with --store",
  "station/store/not-openable":
    "cannot open the store {path}: check that the folder exists and may be written to",
  "station/store/no-file": "{path} is not a file: name a store with --store FILE",
  "station/store/newer":
    "the store {path} was written by a newer version of this program ({version}, known here: {known}): update the program first",
  "station/store/foreign":
    "{path} is not a store of this program: nothing was changed; name another file with --store",
  "station/store/damaged":
    "the store {path} is damaged or was copied only in part: restore a copy, nothing was changed",
  "station/store/busy": "the store {path} is in use by another program: close it and try again",
  "station/store/read-only": "the store {path} cannot be written to: check its folder and its permissions",
  "station/store/full": "the store {path} could not be written: check the free space on the disk",
  "station/store/replaced":
    "the store {path} has been given another key meanwhile: start the program again, nothing that was acknowledged is lost",
  "station/store-key/none":
    "the store {path} is encrypted: plug in the stick with its key, or type the code from its sheet",
  "station/store-key/other":
    "the key that is here does not open the store {path}: it belongs to another station, or the beginning of the file is damaged. Nothing was changed; plug in this station's stick, or restore a back-up",
  "station/store-key/length":
    "the code has {whole} letters and digits, and these are {count}: type all eight groups",
  "station/store-key/mistyped":
    "this is no code of a sheet, a letter or digit is wrong: compare it with the sheet",
  "station/store-key/needed": "the data on this computer is encrypted: plug in the stick with the key",
  "station/store-key/no-stick": "the stick is not there any more: plug it in again",
  "station/store-key/not-noted":
    "this is not the last group of the code: write the code down, then type that group",
  "station/store-key/not-made": "no new key is waiting to be used here: make it again",
  "station/store-key/reading": "a token is being read: let it finish, then change the key",
  "station/store-key/changing": "the store is being given another key: try again in a moment",
  "station/store-key/encrypted":
    "the store {path} is encrypted already: bztoken store change-key gives it another key",
  "station/store-key/plain": "the store {path} is not encrypted: bztoken store encrypt does it",
  "station/store-key/server": "this store is in PostgreSQL: encrypt the server's disk",
  "station/store-key/same-disk":
    "{folder} is on the disk of the store, and whoever takes one takes both: name a folder on a stick",
  "station/store/server/address":
    "this address of a PostgreSQL database is malformed: write it as postgres://user@server/database",
  "station/store/server/refused":
    "the database {path} does not let this program in ({why}): check the user, the password and the database's name",
  "station/store/move/not-empty":
    "there is something in the store {path} already: a store is moved into an empty database, or into a new file",
  "station/store/move/differs":
    "what came out differs from what went in ({tables}), and nothing was kept: try again; if it happens again, check the disk",
  "station/store/role/file":
    "a file has no roles, only a PostgreSQL database that units share: name it with --store postgres://owner@server/database",
  "station/store/role/no-unit":
    "no unit of this store bears the code {code} now: enter it first (bztoken units), or write its code as it stands there",
  "station/store/server/password":
    "the database {path} does not take this password: put the role's own into PGPASSWORD, or into a file that PGPASSFILE names",
  "station/store/server/password-shown":
    "an address with a password in it can be read by others of this computer: put the password into a file that PGPASSFILE names, or into PGPASSWORD",
  "station/store/server/no-rights":
    "this role may not do that in the database {path} ({why}): have the owner of the database open it with this version of the program, and make the role with bztoken store role",
  "station/store/server/other-unit":
    "the database {path} keeps this from another unit: a token that was given to it, or a row of its own. Have whoever is above both give it here (bztoken store give)",
  "station/store/server/no-unit":
    "the database {path} is shared by units, and this role is of none: use the role of your unit (bztoken store role makes it)",
  "station/store/server/old":
    "the database {path} runs PostgreSQL {version}: have its administrator update the server to {oldest} or newer",
  "station/store/server/no-tls":
    "the server of {path} has no TLS, and names would go over the network for all to read: have its administrator switch it on, or write ?sslmode=disable where the network itself is encrypted",
  "station/store/server/wants-tls":
    "the server of {path} takes nobody without TLS: write ?sslmode=verify-full at the end of the address",
  "station/store/server/untrusted":
    "nobody vouches for the server of {path} ({why}): name the province's certificate with ?sslrootcert=FILE, and the server as its certificate does",
  "station/store/server/lost":
    "the line to {path} broke, and nothing of what you just did was stored: do it again. All that was acknowledged before is there",
  "station/store/server/in-doubt":
    "the line to {path} broke at the last moment, and the server does not come back: once it does, look whether what you just did is there before you do it again",
  "station/store/server/unreachable":
    "the database {path} does not answer ({why}): check the network and the server, then try again",
  "station/helper/failed":
    "the helper {command} did not derive its share of the case ({why}): see to it, or take it out of BZTOKEN_HELPERS",
  "station/helper/lies":
    "what the helper {command} found is not so: nothing of it was used. Take it out of BZTOKEN_HELPERS and have that computer looked at",
  "station/helper/no-task":
    "this command is started by an officer's program on another computer, which gives it a task (BZTOKEN_HELPERS)",
  "station/store/spread/already":
    "the store {path} lies on several servers already: to spread it over more, spread an empty one over them, then bztoken store move",
  "station/store/server/records-away":
    "a server that keeps logs of the database {path} does not answer (number {server}: {why}): have its administrator see to it, then try again. People, cases and tokens whose logs are on other servers can be worked with meanwhile",
  "station/store/server/records-lost":
    "a server that keeps logs of the database {path} does not answer (number {server}), and nothing of what you just did was stored: have its administrator see to it, then do it again",
  "station/store/server/full":
    "the database {path} takes nothing more: its disk is full or it is read-only; have its administrator see to it",
  "station/store/commune":
    "this is a commune's store, which never holds boxes: name the authority's store with --store",
  "station/store/authority":
    "this is the authority's store: a stock file belongs into a commune's, name that with --store",
  "station/ledger/broken":
    "somebody tampered with the ledger ({count} places: {faults}): leave the store as it is, and compare it with the last back-up",
  "station/ledger/cut":
    "no entry of the {entries} in the ledger has the head {head}: entries at its end were cut off, or it was written anew; compare it with the last back-up",
  "station/account/not-first": "this store has accounts already: sign in with yours",
  "station/account/name-taken":
    "there is, or was, an account named {name}: choose another name, for the ledger shows it",
  "station/account/unknown": "no account is named {name}: bztoken accounts lists them",
  "station/account/missing": "there is no such account any more: load the page again",
  "station/account/wrong-pin": "this is not the PIN of that account: type it again",
  "station/account/wait": "too many wrong PINs: try again in {seconds} seconds",
  "station/account/blocked":
    "ten wrong PINs in a row: have an administrator give this account a new one (on the command line: bztoken accounts reset)",
  "station/account/last-administrator": "a store needs an administrator: make another account one first",
  "station/account/signed-out": "nobody is signed in on this page: sign in with your account",
  "station/account/page-locked": "the page is locked: type your PIN, what you typed before is still there",
  "station/account/first-pin": "somebody else knows this PIN: choose your own first",
  "station/account/not-yours":
    "your account may not do this: ask somebody whose work it is, or an administrator for the role",
  "station/pin/short": "a PIN has {least} characters or more: choose a longer one",
  "station/pin/simple": "this PIN is among the first that anybody would try: choose another",
  "station/pin/same": "this is the PIN of before: choose another",
  "station/backup/no-passphrase": "back-ups have no passphrase yet: set it first, on the page of back-ups",
  "station/backup/upload-gone": "the back-up that was sent is not here any more: choose it again",
  "station/backup/weak-passphrase":
    "this passphrase is found too soon: take {least} characters or more, several words that do not belong together",
  "station/backup/has-passphrase":
    "back-ups have a passphrase already: whoever knows it restores them; nothing was changed",
  "station/wrong-key/backup-keyring":
    "no key in {path} opens this back-up: its time is over and its key was destroyed, or it belongs to another keyring",
  "station/backup/pg-dump":
    "{path} is a PostgreSQL database, which this program does not back up: have its administrator do it with pg_dump",
  "station/backup/server": "a back-up is restored into a file: name a new one with --store FILE",
  "station/training-folder": "in training, back-ups go to the training folder only: {path}",
  "station/backup/foreign":
    "{path} is no back-up that this program knows: nothing was changed; choose another file",
  "station/backup/cut":
    "the back-up {path} is cut off: nothing was changed; copy the file again, or take the back-up before it",
  "station/backup/damaged":
    "the back-up {path} was damaged or changed: nothing was restored; copy the file again, or take the back-up before it",
  "station/backup/unfit": "no store was restored from {path}: {why}",
  "station/backup/no-pack": "{path} is a back-up of a store, not a pack: restore it with bztoken restore",
  "station/wrong-key/backup":
    "the back-up {path} was not made for this key: use a key that was named when it was made",
  "station/wrong-key/backup-sender":
    "the back-up {path} was made with another key than this: name its maker's public key file with --from",
  "station/file/exists": "there is a file {path} already: choose another name, nothing was changed",
  "station/file/no-room": "no room left for {path}: free some space or take another stick, then do it again",
  "station/file/no-name": "no file can have the name {path}: choose another",
  "station/file/no-folder": "the folder of {path} is not there: make it, or plug the stick in again",
  "station/file/forbidden": "{path} may not be written: choose another folder",
  "station/file/pulled-out":
    "the stick with {path} was pulled out or is broken: do it again, nothing is half done",
  "program/fault": "a fault of the program: {why}",
  "program/not-built": '{file} is missing: run "npm run build"',
  "station/case/here":
    "case {id} is in this store already, and was left as it is: close it first (bztoken case close), or go on with it",
  "station/case/no-key": "to open a case, an officer answers for it: give the key file of an officer",
  "station/case/has-name":
    "only a case of a phone whose F0 is not known yet takes a name: trace anybody else by their own name",
  "station/case/own": "this case is yours: name another officer's public key file",
  "station/case/not-one":
    "this file does not hold a case as this program writes it: ask the sender for it again",
  "station/case/practice": "a practice case lasts until the program ends: it cannot be handed over",
  "station/case/locked": "this case is locked: open it with the key file of its officer",
  "station/case/changed":
    "this case was traced anew or closed meanwhile, and what was written last was not kept: open it again",
  "station/case/no-log":
    "of these people no token saw anything: their contacts are asked for in an interview",
  "station/case/old":
    "case {id} was kept by an earlier program, which judged nearness in another way: trace its F0 again; notes and status are taken over",
  "station/case/newer": "case {id} was kept by a newer version of this program: update the program first",
  "station/case/missing": "there is no case {id} in this store: see bztoken case list",
  "station/case/several": "more than one case begins with {id}: give more of it",
  "station/in-service/no-key":
    "this token is in service: name an officer's key with --key and the authority's store with --store",
  "station/wrong-key/in-service":
    "this token is in service, and this key opens no box of it: use the key of an officer whom its secrets were sealed to",
  "station/in-file": "{path}: {why}",
  "station/request/not-understood": "the request is not understood: load the page again",
  "station/request/not-allowed":
    "only the station's own page may do this: open it at the address that the program shows",
  "station/request/not-json": "send JSON",
  "station/request/too-long": "what was sent is longer than {most} KiB: nothing of it was taken",
  "station/request/no-session":
    "this page is not signed in any more: click on the icon again, or press Enter in the program's window and open the address that it prints",
  "station/request/no-page": "there is no such page: begin at the station's first page",
  "station/request/busy": "this token is being read: wait until it is done",
  "station/request/unplugged": "that token is no longer plugged in: plug it in again",
  "station/request/offline": "the station was closed: start the program again, then load this page again",
} as const;
