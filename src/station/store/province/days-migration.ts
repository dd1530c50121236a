/** A record bears the day of its page, by which PostgreSQL keeps records apart (`date-records.ts`). */
export const daysMigration: readonly string[] = [`alter table records rename to records_13`];
