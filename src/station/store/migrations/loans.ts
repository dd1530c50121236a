/**
 * Who fetched a token for somebody else, which unit or authority told what became of a token, and who took their consent back:
 * a case that was locked then learns of it when its officer opens it.
 */
export const loansMigration: readonly string[] = [
  `alter table issues add column collected_by text`, // a relative's name; null: the person themselves
  `alter table token_states add column origin text`, // sender of the pack that brought it; null: entered here
  `create table withdrawn (id text primary key, at_ms bigint not null)`, // of a person, and nothing else of them
];
