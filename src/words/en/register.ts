/** The register: people, their lists, units and places, and what becomes of tokens. */
export const register = {
  "register/mention/changed": "a text was changed meanwhile: look through the list again",
  "register/person/missing": "this person is not in the register any more: load the page again",
  "register/file/empty": "the file is empty: choose the list itself",
  "register/file/kind": "this is no list that can be read: save it in Excel as .xlsx or as CSV UTF-8",
  "register/file/old-excel": "this is an old Excel file (.xls): open it in Excel and save it as .xlsx",
  "register/file/long": "the list has {rows} rows, and at most {most} are taken at once: split it",
  "register/file/big": "the file is larger than {most} MB: split the list",
  "register/file/no-names": "no column is headed “{header}”: write the headers into the row above the people",
  "register/file/no-units": "no column is headed “{header}”: write the headers into the row above the units",
  "register/row/long": "“{text}…” is longer than {most} characters: shorten it",
  "register/row/no-name": "there is no name: enter it, or delete the row",
  "register/row/name": "“{text}” is no name of a person: check the columns",
  "register/row/birth":
    "“{text}” is no date or year of birth from {oldest} to {newest}: write 1958 or 12/05/1958",
  "register/row/birth-two-digits": "“{text}” does not tell the century: write the year in four digits",
  "register/row/sex": "“{text}” is none of {words}: correct it or leave it empty",
  "register/row/smartphone": "“{text}” is none of {words}: correct it or leave it empty",
  "register/row/phone": "“{text}” is no phone number: correct it or leave it empty",
  "register/row/phone-zero": "“{text}” has lost its zero, as Excel does: taken for {phone}",
  "register/row/token": "“{text}” is no number of a token: check the label",
  "register/row/token-twice":
    "token {serial} stands in this list for another person too (row {row}): a token is with one person at a time",
  "register/row/token-held": "token {serial} is with {name}: take it back first, or correct the number",
  "register/row/two-tokens": "has more than one token: {serials}",
  "register/row/consent": "“{text}” does not tell the day of consent: write it as 14/08/2020",
  "register/row/unknown-id":
    "no person of this register has the number “{text}”: empty the cell to add them as new",
  "register/row/id-twice": "this person stands in the list twice (row {row}): delete one row",
  "register/import/bad-rows":
    "{count} rows are wrong and nothing was imported: correct them, or leave them out with --skip-bad",
  "register/import/doubles":
    "{count} people may be in the register already and nothing was imported: say with --doubles whether to skip, add or update them",
  "register/import/bad-units": "{count} rows are wrong and nothing was imported: correct them",
  "register/import/undecided":
    "row {row} may be somebody who is in the register already, and nothing was imported: look at the list again",
  "register/loan/past": "the token is due back on a day that has passed: choose today or a later day",
  "register/loan/day": "“{text}” is no date: write it as 14/08/2020",
  "register/replace/not-theirs":
    "the token that is to be replaced is not with this person any more: load the page again",
  "register/give/person": "{count} people of the register fit “{query}”: name one more closely",
  "register/token/preparing":
    "this token is only half prepared: plug it into the preparation line (bztoken line) first",
  "register/token/lost": "this token was reported lost: if it was found, write that down first",
  "register/token/found":
    "this token was lost and found: somebody may have tampered with it, so wipe it and prepare it anew before anybody gets it",
  "register/token/gate":
    "this is a gate's token: worn, it would log nothing. Take it out of gate mode first (bztoken configure --gate off), or give another",
  "register/token/broken": "this token is written down as broken: hand out another one",
  "register/token/replaced": "this token was replaced by another: hand out another one",
  "register/token/not-wiped":
    "token {serial} was lost and has not had new secrets since: re-key it or wipe it, read it, then put it into stock",
  "register/unit/code": "no unit of this list has the code {code}: check it, with its zeros",
  "register/unit/no-name": "there is no name: enter it, or delete the row",
  "register/unit/kind": "“{text}” is no kind of unit or place: choose one of {kinds}",
  "register/unit/parent": "“{text}” is no unit, or more than one: write its code",
  "register/unit/self": "a unit is part of itself: correct what it belongs to",
  "register/unit/date": "“{text}” is no date: write it as 14/08/2020",
  "register/unit/dates": "the last day lies before the first: correct the dates",
  "word/register/list": "list",
} as const;
