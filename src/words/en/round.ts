/** The house-to-house round: what cannot be done, and what became of a team's file. */
export const round = {
  "round/household/missing": "this household is not here any more: load the page again",
  "round/household/known": "{address} in {unit} is here already, as number {position}: use that one",
  "round/household/number": "{unit} has no household number {number}: look at the list again",
  "round/outcome": "“{text}” is no outcome of a visit: give one of {outcomes}",
  "round/day": "“{text}” is no day for a visit: write it as 14/08/2020, and none that is still to come",
  "round/back-day": "the day on which to come back lies before the visit: correct it",
  "round/file/kind": "this is no file of a house-to-house round: choose the one that the team's program made",
  "round/file/version": "this round was written by a newer program: update this one",
  "round/file/big": "the file is larger than {most} MB: it is no file of a round",
  "round/file/changed":
    "the file was changed or cut off after it was made, and nothing was taken in: write it again on the team's computer",
  "round/file/parts":
    "the file names households or people that are not in it, and nothing was taken in: write it again on the team's computer",
  "round/file/future":
    "the file has visits of days to come, and nothing was taken in: put the clocks of both computers right, and write it again",
  "round/note/nothing": "everything in it was here already: nothing changed",
  "round/note/older": "entries that were changed here later, and stay as they are: {count}",
  "round/note/same-household":
    "households that were here under the same address, taken for one: {count} ({places})",
  "round/note/same-person": "people who stood in the register already, taken for one: {count} ({names})",
  "round/note/withdrawn": "people who took their consent back here, and stay out: {count}",
  "round/note/token-held":
    "token {serial} is with {name} here and stays there: look who has it, and write that down",
  "round/note/token": "token {serial} was not given: {why}",
  "word/round/file": "round file",
} as const;
