/** Whether a store's name is that of a PostgreSQL database, not of a file. */
export function isServer(name: string): boolean {
  return /^postgres(ql)?:/.test(name);
}
