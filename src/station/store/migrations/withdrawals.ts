/** Whose person took their consent back: a pack of that unit or authority brings them in no more. */
export const withdrawalsMigration: readonly string[] = [
  `alter table withdrawn add column origin text`, // sender of the pack that had brought them; null: entered here
];
