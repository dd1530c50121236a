/** The line to a token, and what the token says. */
export const sync = {
  "sync/no-answer/list": "the token does not get through the list of cases: load it again",
  "sync/not-a-token":
    "nothing on this port answers as a token: choose another port, or plug the token in again",
  "sync/session-lost/changed":
    "the token restarted and is not what it was: enter it anew and look whether the last command was done",
  "sync/unknown-token": "no key that is held here fits this token: ask for a stock file that has it",
  "sync/unsupported-version/protection":
    "the token protects its messages otherwise than this program: update it",
  "sync/refused": "the token does not do that now (request {request}): look whether it is prepared already",
  "sync/log-restarted": "the token's log ends before what was read from it: read it from its beginning",
  "sync/session-lost/forgotten":
    "the token forgot who speaks to it: close other programs that use it, unplug it and plug it in again",
  "sync/no-consent":
    "the wearer did not press the button: without the wearer's consent the token gives no records and changes no warning",
  "sync/memory-failed":
    "the token's memory failed and nothing was changed: try once more, then set the token aside as faulty",
  "sync/needs-admin": "only an administrator may do that to a token",
  "sync/not-understood": "the token answered with error {error} ({detail}): update its firmware",
  "sync/unsupported-version/protocol":
    "the token speaks protocol version {version}, this program version {ours}: update the older one",
  "sync/no-answer/silent": "the token stopped answering: unplug it, plug it in and try again",
  "sync/forged-answer":
    "something on the line answers in the token's name: nothing of it was taken; use another cable or computer",
  "sync/line-closed": "the token was unplugged: plug it in and try again, nothing read is lost",
  "sync/bad-answer/secrets": "the token's secrets were not understood: update token and program",
  "sync/port-missing": "there is no port {path}: plug the token in, or name another port",
  "sync/port-failed/no-permission":
    "you may not open port {path}: ask for access to serial ports (on most Linux systems the group dialout)",
  "sync/port-failed/other": "port {path} cannot be opened: {why}",
  "sync/port-busy": "port {path} is in use by another program: close it and try again",
  "sync/port-failed/not-serial": "{path} is no serial port: name the one that the token is on",
  "sync/time-refused/range": "no token takes a time before 2020 or after 2099: check this computer's clock",
  "sync/time-refused/too-far":
    "this time is further from the token's than an operator may move it: an officer sets it, or check this computer's clock",
  "sync/time-refused/other": "the token does not take this time (reason {reason}): update this program",
  "sync/time-needs-keys/behind":
    "the token was sent into the future and its keys do not go back: an officer gives it new ones (bztoken rekey)",
  "sync/time-needs-keys/beyond":
    "the token lay without power for too long, its keys do not reach this day: an officer gives it new ones (bztoken rekey)",
  "sync/list-refused/forged":
    "the token does not take the list of cases: it was not made for this token by its authority",
  "sync/list-refused/old":
    "the token does not take the list of cases: it has this list already, or a newer one",
  "sync/list-refused/too-long":
    "the token does not take the list of cases: it is longer than the token's memory",
  "sync/list-refused/out-of-order":
    "the token does not take the list of cases: its parts came in another order, or the token's memory did not take them",
  "sync/list-refused/other":
    "the token does not take the list of cases: reason {reason}: update its firmware",
  "sync/list-refused/no-list": "the token does not take the list of cases: this is no list of cases",
  "sync/list-refused/not-signed":
    "the token does not take the list of cases: its entries are not what the authority signed",
  "sync/update-refused/forged":
    "the token does not take the new program: it was not released for this token by its authority",
  "sync/update-refused/old-number":
    "the token does not take the new program: it has had this release already, or a later one",
  "sync/update-refused/older":
    "the token does not take the new program: its own is newer, and the release does not say that it may go back",
  "sync/update-refused/other":
    "the token does not take the new program: it is for another board, another layout of flash, or cannot read what the token keeps",
  "sync/update-refused/too-long":
    "the token does not take the new program: it is longer than a slot of its memory",
  "sync/update-refused/out-of-order":
    "the token does not take the new program: its parts came in another order; update it again",
  "sync/update-refused/damaged":
    "the token does not take the new program: what its memory holds is not what was released; update it again",
  "sync/update-refused/memory":
    "the token does not take the new program: its memory does not keep it; the program it has goes on",
  "sync/update-refused/not-now":
    "the token takes no new program now: the last one has not proven itself yet, or this token has to be flashed anew once (bztoken flash)",
  "sync/update-refused/other-reason":
    "the token does not take the new program: reason {reason}: update this program",
  "sync/bad-answer/protocol": "the token contradicts the protocol ({what}): have it checked",
} as const;
