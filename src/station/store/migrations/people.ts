/** Version 7 of the store: who is meant by a name is told by the year of birth too, as so many people share one. */
export const peopleMigration: readonly string[] = [
  `alter table persons add column birth_year integer`,
  `create index issues_by_person on issues (person_id)`,
];
