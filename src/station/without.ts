/** A copy of a row that lacks some columns. */
export function without<T extends object, K extends keyof T>(row: T, ...columns: K[]): Omit<T, K> {
  const copy = { ...row };
  for (const column of columns) delete copy[column];
  return copy;
}
