/** How often a token was given a release whole: what it did not keep is not brought for ever (src/token/update/UPDATE.md, 6). */
export const releaseTriesMigration: readonly string[] = [
  `create table release_tries (
     number bigint not null,
     serial integer not null,
     tries integer not null,
     primary key (number, serial)
   )`,
];
