/** Coverage of a campaign: what does not fit, and why a report is refused. */
export const coverage = {
  "coverage/no-unit": "on {day} there is no such unit: choose another one, or correct its dates",
  "coverage/no-campaign": "there is no such campaign any more: load the page again",
  "coverage/file/ending": "the file has to end in one of {endings}: choose one",
  "coverage/no-sample": "there is no such sample: choose one of the list",
  "coverage/file/kind": "this is no coverage report: choose the file that the lower unit's program made",
  "coverage/file/limits":
    "a number is too large or a name too long, and nothing was taken in: correct the figures",
  "coverage/file/version": "this report was made by a newer program: update this one",
  "coverage/file/big": "the file is larger than {most} MB: it is no coverage report",
  "coverage/file/changed":
    "the report was changed or cut off after it was made, and nothing was taken in: ask the unit to make and send it again",
  "coverage/file/contradiction":
    "the figures of {unit} contradict each other, and nothing was taken in: {why}",
  "coverage/file/unit-twice":
    "{unit} stands in the report twice, and nothing was taken in: ask for a new report",
  "coverage/file/order": "it is not clear where {unit} belongs in this report: ask for a new report",
  "coverage/file/token-twice":
    "a token of {unit} counts in another unit of the same report too, and nothing was taken in: ask for a new report",
  "coverage/file/sums":
    "the sums of {unit} are not those of its parts, and nothing was taken in: ask for a new report",
  "coverage/file/future": "the figures are of {day}, which is still to come: correct the date",
  "coverage/file/no-unit": "{unit} is no unit of this register: add it under units first",
  "coverage/file/older":
    "a report for {day} that was made later, on {at}, is here already: this older one was not taken in",
  "coverage/figures/more-than-people": "{figure}: {count} of only {population} people",
  "coverage/figures/phones": "with and without a smartphone together {count} of only {population} people",
  "coverage/figures/groups": "{figure}: the groups together have {sum}, the whole unit {whole}",
  "coverage/figures/group-name": "“{text}…” is too long for the name of a group: {most} characters at most",
  "coverage/note/again": "this report for {day}, made on {at}, was taken in before: nothing changed",
  "coverage/note/replaces": "it replaces the report for {day} that was made on {at}",
  "coverage/note/unknown-units": "units unknown here count within the unit above them: {count} ({units})",
  "coverage/note/elsewhere":
    "{unit} belongs to {parent} here: what {sender} says of it counts there, until that side reports it",
  "coverage/note/moved": "{unit}: the figures are those that {sender} sent, to which it does not belong",
  "coverage/note/two-units":
    "active tokens that {unit} and {other} both count: {count}. They count once, in {other}",
  "coverage/note/unplaced":
    "people whose unit is not in the register of units: {count}. They count in {unit}",
  "coverage/note/nowhere": "people whose unit is not in the register of units: {count}. They count nowhere",
  "coverage/note/same-person":
    "entries of people who stand in the register twice, by name, year of birth and phone: {count}. Each counts once",
  "coverage/note/less": "{unit}, {figure}: {said} were entered, its parts have {sum}. The parts count",
  "coverage/note/over":
    "{unit}: {covered} people with Bluezone or a token, of {population}. Some have both, or a figure is wrong",
  "coverage/note/contradiction": "the sums of {unit}: {why}",
  "coverage/note/campaign":
    "what the campaign “{name}” aims at cannot be read any more: enter its targets and due dates again",
  "coverage/note/unreadable":
    "the report of {unit} for {day} cannot be read in this store, and does not count: take it in, or enter its figures, again",
  "coverage/note/unknown": "units that have not told how many people they have: {count}",
  "word/coverage/report": "report",
  "word/coverage/population": "people",
  "word/coverage/smartphones": "with a smartphone",
  "word/coverage/phoneless": "without a smartphone",
  "word/coverage/installs": "Bluezone installed",
  "word/coverage/tokens": "active tokens",
  "word/coverage/teams": "village teams",
  "word/coverage/members": "team members",
  "word/coverage/households": "households visited",
  "word/coverage/broadcasts": "broadcasts",
  "word/coverage/leaflets": "leaflets",
} as const;
