/** How large a scenario may be; the command line says so before it loads one. */
export const LEAST_PEOPLE = 2;
export const MOST_PEOPLE = 100_000;
export const MOST_DAYS = 60;
