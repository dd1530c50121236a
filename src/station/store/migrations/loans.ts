/** Who fetched a token for somebody else, and which unit or authority told what became of a token. */
export const loansMigration: readonly string[] = [
  `alter table issues add column collected_by text`, // a relative's name; null: the person themselves
  `alter table token_states add column origin text`, // sender of the pack that brought it; null: entered here
];
